/** Discord History Tracker's databases as its versions make them, with made-up people. */
import sqlite, { type Database } from "node-sqlite3-wasm";
import { dceIds, dceMessageId } from "./dce.ts";

/** A database of an early (4) or the newest (11) schema at `path`, with `count` messages. */
export function writeDht(
  path: string,
  { version, count, downloads }: { version: 4 | 11; count: number; downloads?: string },
): void {
  const db = new sqlite.Database(path);
  try {
    const isNew = version === 11;
    db.exec(`
      create table metadata (key text primary key, value text);
      insert into metadata values ('version', '${version}');
      create table users (id integer primary key, name text not null, ${isNew ? "display_name text," : ""} avatar_url text, discriminator text);
      create table servers (id integer primary key, name text not null, type text not null ${isNew ? ", icon_hash text" : ""});
      create table channels (id integer primary key, server integer, name text, parent_id integer, position integer, topic text, nsfw integer);
      create table messages (message_id integer primary key, sender_id integer, channel_id integer, text text, timestamp integer);
      create table ${isNew ? "message_" : ""}edit_timestamps (message_id integer primary key, edit_timestamp integer);
      create table ${isNew ? "message_" : ""}replied_to (message_id integer primary key, replied_to_id integer);
      create table ${isNew ? "message_" : ""}embeds (message_id integer, json text);
      create table ${isNew ? "message_" : ""}reactions (message_id integer, emoji_id integer, emoji_name text, emoji_flags integer, count integer);
      insert into users values (${dceIds.ada}, 'ada', ${isNew ? "'Ada'," : ""} '0123456789abcdef0123456789abcdef', ${isNew ? "null" : "'0042'"});
      insert into servers values (${dceIds.guild}, 'Harbour', 'SERVER' ${isNew ? ", null" : ""});
      insert into channels values (${dceIds.channel}, ${dceIds.guild}, 'quay', null, 1, 'ships', 0);`);
    db.exec(
      isNew
        ? `create table attachments (attachment_id integer primary key, name text, type text, normalized_url text, download_url text, size integer, width integer, height integer);
           create table message_attachments (message_id integer, attachment_id integer, primary key (message_id, attachment_id));`
        : "create table attachments (message_id integer, attachment_id integer primary key, name text, type text, url text, size integer);",
    );
    db.exec("begin");
    const insert = db.prepare(
      `insert into messages values (cast(? as integer), ${dceIds.ada}, ${dceIds.channel}, ?, ?)`,
    );
    for (let number = 1; number <= count; number++)
      insert.run([dceMessageId(number), `message ${number}`, Date.UTC(2021, 0, 1) + number * 60_000]);
    insert.finalize();
    db.exec("commit");
    const prefix = isNew ? "message_" : "";
    const [first, second] = [dceMessageId(1), dceMessageId(2)];
    const url = `https://cdn.discordapp.com/attachments/${dceIds.channel}/710000000000000001/map.png`;
    db.exec(`
      insert into ${prefix}edit_timestamps values (${first}, ${Date.UTC(2021, 0, 2)});
      insert into ${prefix}replied_to values (${second}, ${first});
      insert into ${prefix}embeds values (${first}, '{"title": "Tide table"}');
      insert into ${prefix}reactions values (${first}, null, '🫖', 0, 3), (${first}, 910000000000000001, 'buoy', 1, 1);
      ${
        isNew
          ? `insert into attachments values (710000000000000001, 'map.png', 'image/png', '${url}', '${url}?ex=1', 3, 10, 20);
             insert into message_attachments values (${first}, 710000000000000001);`
          : `insert into attachments values (${first}, 710000000000000001, 'map.png', 'image/png', '${url}', 3);`
      }`);
    if (downloads === undefined) addDownloads(db, url);
    else {
      const second = new sqlite.Database(downloads);
      addDownloads(second, url);
      second.close();
    }
  } finally {
    db.close();
  }
}

function addDownloads(db: Database, url: string): void {
  db.exec(`
    create table download_metadata (normalized_url text primary key, download_url text, status integer, type text, size integer);
    create table download_blobs (normalized_url text primary key, blob blob);
    insert into download_metadata values ('${url}', '${url}', 200, 'image/png', 3);
    insert into download_blobs values ('${url}', x'6d6170');`);
}
