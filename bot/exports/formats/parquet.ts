/** Parquet, for analysis: a message per row, times and ids by their types, what is nested as JSON. */
import { ByteWriter, ParquetWriter, schemaFromColumnData } from "hyparquet-writer";
import type { ExportedMessage } from "../../../core/database/exports/readMessages.ts";
import { type ExportContext, type FormatWriter, nameOf } from "../format.ts";

/** Rows of a group. More compress better, fewer hold less memory while a group is made. */
const groupRows = 10_000;

type Type = "INT64" | "STRING" | "TIMESTAMP" | "BOOLEAN";

/** The columns in their order. */
const columns: readonly {
  name: string;
  type: Type;
  nullable: boolean;
  value: (message: ExportedMessage, context: ExportContext) => unknown;
}[] = [
  { name: "id", type: "INT64", nullable: false, value: ({ id }) => BigInt(id) },
  {
    name: "channel_id",
    type: "INT64",
    nullable: false,
    value: (_message, { channel }) => BigInt(channel.id),
  },
  { name: "channel", type: "STRING", nullable: false, value: (_message, { channel }) => channel.name },
  {
    name: "guild_id",
    type: "INT64",
    nullable: false,
    value: (_message, { channel }) => BigInt(channel.guildId),
  },
  { name: "guild", type: "STRING", nullable: false, value: (_message, { channel }) => channel.guildName },
  { name: "author_id", type: "INT64", nullable: true, value: ({ authorId }) => optionalId(authorId) },
  {
    name: "author",
    type: "STRING",
    nullable: true,
    value: ({ authorId }, { person }) => (authorId === null ? null : nameOf(person(authorId), authorId)),
  },
  {
    name: "is_bot",
    type: "BOOLEAN",
    nullable: true,
    value: ({ authorId }, { person }) => (authorId === null ? null : (person(authorId)?.isBot ?? null)),
  },
  { name: "kind", type: "STRING", nullable: false, value: ({ kind }) => kind },
  { name: "content", type: "STRING", nullable: false, value: ({ content }) => content },
  { name: "created_at", type: "TIMESTAMP", nullable: false, value: ({ createdAt }) => createdAt },
  { name: "edited_at", type: "TIMESTAMP", nullable: true, value: ({ editedAt }) => editedAt },
  {
    name: "deleted_at",
    type: "TIMESTAMP",
    nullable: true,
    value: ({ deletedAt }) => (deletedAt === null ? null : new Date(deletedAt)),
  },
  { name: "reply_to_id", type: "INT64", nullable: true, value: ({ replyToId }) => optionalId(replyToId) },
  { name: "topic_id", type: "INT64", nullable: true, value: ({ topicId }) => optionalId(topicId) },
  { name: "album_id", type: "INT64", nullable: true, value: ({ albumId }) => optionalId(albumId) },
  {
    name: "attachments",
    type: "STRING",
    nullable: true,
    value: ({ attachments }, { task }) =>
      optionalJson(
        attachments.map(({ file, url, ...attachment }) => ({
          ...attachment,
          url: task.files === "left_out" ? null : url,
          sha256: file?.sha256 ?? null,
        })),
      ),
  },
  { name: "reactions", type: "STRING", nullable: true, value: ({ reactions }) => optionalJson(reactions) },
  { name: "versions", type: "STRING", nullable: true, value: ({ versions }) => optionalJson(versions) },
  {
    name: "extra",
    type: "STRING",
    nullable: true,
    value: ({ extra }) => (extra ? JSON.stringify(extra) : null),
  },
];

const optionalId = (id: string | null): bigint | null => (id === null ? null : BigInt(id));
const optionalJson = (list: readonly unknown[]): string | null =>
  list.length === 0 ? null : JSON.stringify(list);

export const parquet: FormatWriter = {
  extension: "parquet",
  mostMessages: null,
  begin(sink, context) {
    // What is made of a group goes on at once, and the writer's memory is used again.
    const bytes = new ByteWriter();
    const passOn = () => {
      if (bytes.index > 0) sink.bytes(new Uint8Array(bytes.buffer.slice(0, bytes.index)));
      bytes.index = 0;
    };
    const schema = schemaFromColumnData({
      columnData: columns.map(({ name, type, nullable }) => ({ name, type, nullable, data: [] })),
    });
    const file = new ParquetWriter({ writer: bytes, schema, createdBy: "Backscroll" });
    let rows: unknown[][] = columns.map(() => []);
    const writeGroup = () => {
      if (rows[0]?.length === 0) return;
      const group = rows;
      rows = columns.map(() => []);
      // Into memory: it is done when it returns.
      void file.write({
        columnData: columns.map(({ name }, index) => ({ name, data: group[index] ?? [] })),
        rowGroupSize: groupRows,
      });
      passOn();
    };
    return {
      write(message) {
        for (const [index, { value }] of columns.entries()) rows[index]?.push(value(message, context));
        if (rows[0]?.length === groupRows) writeGroup();
      },
      end() {
        writeGroup();
        void file.finish();
        passOn();
      },
    };
  },
};
