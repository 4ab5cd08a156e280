/** What belongs to messages of a .dht file: edits, answers, files, embeds, reactions and their authors. */
import type { Database, Statement } from "node-sqlite3-wasm";
import type { ArchiveAuthor } from "../../../../core/database/archive/authors.ts";
import { toStorableText } from "../../../../core/storable.ts";
import { toId, toText } from "../../../platforms/discord/fields.ts";
import type { DhtTables } from "./tables.ts";

export interface FileRow {
  id: string;
  name: string | null;
  type: string | null;
  /** Under which its download is kept. */
  normalized: string | null;
  url: string | null;
  size: number | null;
  width: number | null;
  height: number | null;
}

export interface ReactionRow {
  emoji_id: string | null;
  emoji_name: string | null;
  emoji_flags: number | null;
  count: number;
}

export interface Belongings {
  edited: string | null;
  reply: string | null;
  files: FileRow[];
  embeds: string[];
  reactions: ReactionRow[];
}

/** A row of any of the statements: what it is read for is there. */
type DetailRow = { message: string; edited: string; reply: string; json: string } & ReactionRow & FileRow;

const none: Belongings = { edited: null, reply: null, files: [], embeds: [], reactions: [] };

/** The statements are prepared once per file; `close` ends them. */
export class MessageDetails {
  readonly #statements: { add: (to: Belongings, row: DetailRow) => void; statement: Statement }[] = [];
  readonly #user: Statement | null;

  constructor(db: Database, tables: DhtTables) {
    const prepare = (select: string, add: (to: Belongings, row: DetailRow) => void) =>
      this.#statements.push({
        add,
        statement: db.prepare(`${select} between cast(? as integer) and cast(? as integer)`),
      });
    const from = (table: string, columns: string) =>
      `select cast(message_id as text) as message, ${columns} from ${table} where message_id`;

    const edits = tables.find(["message_edit_timestamps", "edit_timestamps"], "edit_timestamp");
    if (edits)
      prepare(from(edits, "cast(edit_timestamp as text) as edited"), (to, row) => {
        to.edited = row.edited;
      });
    const replies = tables.find(["message_replied_to", "replied_to"], "replied_to_id");
    if (replies)
      prepare(from(replies, "cast(replied_to_id as text) as reply"), (to, row) => {
        to.reply = row.reply;
      });
    const embeds = tables.find(["message_embeds", "embeds"], "message_id", "json");
    if (embeds) prepare(from(embeds, "json"), (to, row) => void to.embeds.push(row.json));
    const reactions = tables.find(["message_reactions", "reactions"], "message_id", "emoji_name", "count");
    if (reactions)
      prepare(
        from(reactions, "cast(emoji_id as text) as emoji_id, emoji_name, emoji_flags, count"),
        (to, row) => void to.reactions.push(row),
      );
    const files = filesText(tables);
    if (files) prepare(files, (to, row) => void to.files.push(row));
    this.#user = tables.has("users", "id", "name")
      ? db.prepare(`
          select name, ${tables.column("users", "display_name")} as display, ${tables.column("users", "avatar_url")} as avatar,
            ${tables.column("users", "discriminator")} as discriminator
          from users where id = cast(? as integer)`)
      : null;
  }

  /** Of all messages from the id `first` up to `last`. */
  between(first: string, last: string): { of: (messageId: string) => Belongings } {
    const found = new Map<string, Belongings>();
    for (const { statement, add } of this.#statements) {
      for (const row of statement.all([first, last]) as unknown as DetailRow[]) {
        const of = found.get(row.message) ?? {
          edited: null,
          reply: null,
          files: [],
          embeds: [],
          reactions: [],
        };
        found.set(row.message, of);
        add(of, row);
      }
    }
    return { of: (messageId) => found.get(messageId) ?? none };
  }

  /** Null for somebody whom the file does not know. */
  author(id: string): ArchiveAuthor | null {
    const row = this.#user?.get([id]) as {
      name: unknown;
      display: unknown;
      avatar: unknown;
      discriminator: unknown;
    } | null;
    if (!row || toId(id) === null) return null;
    const name = toText(row.name) ?? id;
    const tag = toText(row.discriminator);
    const displayName = toText(row.display);
    return {
      id,
      name: toStorableText(tag && !/^0+$/.test(tag) ? `${name}#${tag}` : name),
      displayName: displayName === null || displayName === "" ? null : toStorableText(displayName),
      avatar: toText(row.avatar),
      isBot: false,
      isWebhook: false,
    };
  }

  close(): void {
    for (const { statement } of this.#statements) statement.finalize();
    this.#user?.finalize();
  }
}

/** Since version 9 a table of its own says which message carries which file; before, files named their message. */
function filesText(tables: DhtTables): string | null {
  const column = (name: string) => (tables.has("attachments", name) ? `a."${name}"` : "null");
  const url = tables.has("attachments", "download_url") ? "a.download_url" : column("url");
  const normalized = tables.has("attachments", "normalized_url") ? "a.normalized_url" : column("url");
  const columns = `cast(a.attachment_id as text) as id, ${column("name")} as name, ${column("type")} as type,
    ${normalized} as normalized, ${url} as url, ${column("size")} as size, ${column("width")} as width, ${column("height")} as height`;
  if (tables.has("message_attachments", "message_id", "attachment_id"))
    return `select cast(m.message_id as text) as message, ${columns}
      from message_attachments m join attachments a on a.attachment_id = m.attachment_id where m.message_id`;
  if (tables.has("attachments", "message_id", "attachment_id"))
    return `select cast(a.message_id as text) as message, ${columns} from attachments a where a.message_id`;
  return null;
}
