/**
 * Discord History Tracker's database (.dht). Messages are read in the order of their ids, channels mixed; what belongs to them
 * is fetched for some hundred at a time, so that memory is bounded whatever the size of the file.
 */
import { toId } from "../../../platforms/discord/fields.ts";
import type { ExportPart, ExportReader } from "../../export.ts";
import { partSize } from "../../export.ts";
import { PartBuilder } from "../../partBuilder.ts";
import { ExportError } from "../../read/exportError.ts";
import type { ExportFile, ExportFolder } from "../../read/exportFile.ts";
import { DhtBlobs } from "./blobs.ts";
import { MessageDetails } from "./details.ts";
import { toDhtMessage } from "./message.ts";
import { type OpenDatabase, openDht, toExportError } from "./open.ts";
import { DhtPlaces } from "./places.ts";
import { DhtTables } from "./tables.ts";

export const dht: ExportReader = { format: "dht", read };

/** Messages whose belongings are fetched at a time. */
const pageSize = 500;
/** Messages gathered over all channels before the fullest part is given out. */
const mostGathered = 10 * partSize;

async function* read(file: ExportFile, folder: ExportFolder): AsyncGenerator<ExportPart> {
  if (file.diskPath === null)
    throw new ExportError("unreadable", "zip file", "A .dht file must be unpacked before it can be read.");
  try {
    const open = await openDht(file.diskPath);
    folder.onClose(() => open.close());
    yield* readMessages(open, file, folder);
  } catch (error) {
    throw toExportError(error);
  }
}

interface MessageRow {
  id: string;
  channel: string;
  sender: string | null;
  text: string | null;
  edited: string | null;
  reply: string | null;
}

async function* readMessages(
  { db }: OpenDatabase,
  file: ExportFile,
  folder: ExportFolder,
): AsyncGenerator<ExportPart> {
  const tables = new DhtTables(db);
  if (!tables.has("messages", "message_id", "channel_id", "sender_id", "text", "timestamp")) {
    // The second file of an export whose downloads stand apart.
    if (tables.find(["download_blobs", "downloads"])) return;
    throw new ExportError(
      "not_an_export",
      "database",
      "It has no messages as Discord History Tracker keeps them.",
    );
  }
  const places = new DhtPlaces(db, tables);
  const details = new MessageDetails(db, tables);
  const blobs = await DhtBlobs.find(db, tables, file, folder);
  const builders = new Map<string, PartBuilder>();
  let gathered = 0;
  const count = Number((db.get("select count(*) as n from messages") as { n: number | bigint }).n);
  let done = 0;
  const offset = () => Math.floor((file.sizeBytes * done) / Math.max(1, count));
  const take = (channelId: string, builder: PartBuilder) => {
    const part = builder.take(offset());
    gathered -= part.messages.length; // nothing is left out of these
    builders.delete(channelId);
    return part;
  };

  const page = db.prepare(`
    select cast(message_id as text) as id, cast(channel_id as text) as channel, cast(sender_id as text) as sender, text,
      cast(${tables.column("messages", "edit_timestamp")} as text) as edited,
      cast(${tables.column("messages", "replied_to_id")} as text) as reply
    from messages where message_id > cast(? as integer) order by message_id limit ${pageSize}`);
  try {
    for (let last = "-1"; ; ) {
      const rows = page.all([last]) as unknown as MessageRow[];
      if (rows.length === 0) break;
      const first = rows[0]?.id ?? last;
      last = rows.at(-1)?.id ?? last;
      const belongings = details.between(first, last);
      for (const row of rows) {
        done++;
        const place = places.of(row.channel);
        if (!place || toId(row.id) === null) continue;
        let builder = builders.get(row.channel);
        if (!builder) {
          builder = new PartBuilder({ place, exportedAt: null });
          builders.set(row.channel, builder);
        }
        const { message, files } = toDhtMessage(row, belongings.of(row.id), blobs);
        builder.add(message, files);
        gathered++;
        if (row.sender !== null && !builder.knows(row.sender)) {
          const author = details.author(row.sender);
          if (author) builder.addAuthor(author);
        }
        if (builder.isFull) yield take(row.channel, builder);
      }
      // A page adds less than a part holds: one is enough.
      if (gathered > mostGathered) {
        const [channelId, fullest] = fullestOf(builders);
        yield take(channelId, fullest);
      }
    }
    for (const [channelId, builder] of builders) yield take(channelId, builder);
  } finally {
    page.finalize();
    details.close();
  }
}

function fullestOf(builders: ReadonlyMap<string, PartBuilder>): [string, PartBuilder] {
  const [first, ...others] = builders;
  if (!first) throw new Error("Nothing is gathered");
  return others.reduce((most, each) => (each[1].size > most[1].size ? each : most), first);
}
