/** Servers and channels of a .dht file. */
import type { Database } from "node-sqlite3-wasm";
import { toId, toText } from "../../../platforms/discord/fields.ts";
import type { ImportPlace } from "../../export.ts";
import { directMessages } from "../dce/place.ts";
import type { DhtTables } from "./tables.ts";

interface ChannelRow {
  name: string | null;
  parent: string | null;
  topic: string | null;
  nsfw: number | null;
  server: string | null;
  server_name: string | null;
  type: string | null;
  icon: string | null;
}

export class DhtPlaces {
  readonly #db: Database;
  readonly #text: string;
  readonly #known = new Map<string, ImportPlace | null>();

  constructor(db: Database, tables: DhtTables) {
    this.#db = db;
    const ofChannel = (column: string) => (tables.has("channels", column) ? `c."${column}"` : "null");
    const icon = tables.has("servers", "icon_hash") ? "s.icon_hash" : "null";
    this.#text = `
      select c.name, cast(${ofChannel("parent_id")} as text) as parent, ${ofChannel("topic")} as topic,
        ${ofChannel("nsfw")} as nsfw, cast(s.id as text) as server, s.name as server_name, s.type, ${icon} as icon
      from channels c left join servers s on s.id = c.server where c.id = cast(? as integer)`;
  }

  /** Null for a channel without a usable id. */
  of(channelId: string): ImportPlace | null {
    const known = this.#known.get(channelId);
    if (known !== undefined) return known;
    const row = this.#db.get(this.#text, [channelId]) as unknown as ChannelRow | null;
    const place = toId(channelId) === null ? null : toPlace(channelId, row);
    this.#known.set(channelId, place);
    return place;
  }
}

function toPlace(id: string, row: ChannelRow | null): ImportPlace {
  const parentId = toId(row?.parent);
  const isDirect = /^(dm|group)$/i.test(row?.type ?? "");
  const serverId = toId(row?.server);
  return {
    platform: "discord",
    guild: isDirect
      ? directMessages
      : serverId === null
        ? null
        : {
            id: serverId,
            kind: "server",
            name: toText(row?.server_name) ?? serverId,
            icon: toText(row?.icon),
          },
    channel: {
      id,
      parentId,
      parentName: null,
      kind: isDirect ? "chat" : parentId === null ? "text" : "public_thread",
      name: toText(row?.name) ?? id,
      topic: toText(row?.topic),
      nsfw: row?.nsfw === 1,
    },
  };
}
