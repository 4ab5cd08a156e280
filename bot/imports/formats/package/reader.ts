/**
 * Discord's data package: what one person wrote, a folder per channel with messages.json (since 2024) or messages.csv. It
 * knows no answers, reactions or edits, and leaves out all others: it proves nothing. Folders have localised names.
 */
import { posix } from "node:path";
import type { ArchiveAuthor } from "../../../../core/database/archive/authors.ts";
import type { ArchiveMessage } from "../../../../core/database/archive/messages.ts";
import { snowflakeTimeMs } from "../../../../core/model/snowflake.ts";
import { toStorableText } from "../../../../core/storable.ts";
import { type Fields, toFields, toId, toText } from "../../../platforms/discord/fields.ts";
import { attachmentAt } from "../../discordFiles.ts";
import type { ExportPart, ExportReader } from "../../export.ts";
import { ItemError } from "../../itemError.ts";
import { PartBuilder } from "../../partBuilder.ts";
import { readCsv } from "../../read/csv.ts";
import { ExportError } from "../../read/exportError.ts";
import type { ExportFile, ExportFolder } from "../../read/exportFile.ts";
import { JsonReader } from "../../read/jsonReader.ts";
import { toPackagePlace } from "./place.ts";

export const discordPackage: ExportReader = { format: "discord_package", read };

/** messages/c123/messages.json; packages before 2019 lack the "c". */
const channelFile = /(?:^|\/)c?(\d{17,20})\/messages\.(json|csv)$/i;

/** True for the messages of a channel, by the file's path: its folder is the channel's id. */
export const isPackageFile = (path: string): boolean => channelFile.test(path);

async function* read(file: ExportFile, folder: ExportFolder): AsyncGenerator<ExportPart> {
  const channelId = channelFile.exec(file.path)?.[1] ?? "";
  const channelFolder = posix.dirname(file.path);
  const channel = await readSmall(await folder.find(posix.join(channelFolder, "channel.json")));
  const index = await readSmall(await folder.find(posix.join(channelFolder, "..", "index.json")));
  const owner = await findOwner(folder);
  const builder = new PartBuilder({
    place: toPackagePlace(channelId, channel, index),
    exportedAt: null,
    isExcerpt: true,
  });
  if (owner) builder.addAuthor(owner);
  let offset = 0;
  try {
    for await (const item of /\.csv$/i.test(file.path) ? readRows(file) : readItems(file)) {
      offset = item.offset;
      builder.attempt(item.place, () => builder.add(toMessage(item.fields, owner?.id ?? null)));
      if (builder.isFull) yield builder.take(offset);
    }
  } catch (error) {
    if (error instanceof ExportError) yield builder.take(offset); // what stood before the flaw stays
    throw error;
  }
  yield builder.take(offset);
}

interface Item {
  fields: Fields;
  place: string;
  offset: number;
}

async function* readItems(file: ExportFile): AsyncGenerator<Item> {
  const json = new JsonReader(file.open());
  await json.enterList();
  while (await json.nextItem()) {
    await json.peek();
    const { place } = json;
    const fields = toFields(await json.value()) ?? {};
    yield { fields, place, offset: json.offset };
  }
}

async function* readRows(file: ExportFile): AsyncGenerator<Item> {
  let names: string[] | null = null;
  for await (const { fields, place, offset } of readCsv(file.open())) {
    if (names === null) {
      names = fields.map((name) => name.replace(/^\uFEFF/, ""));
      continue;
    }
    const known = names;
    yield {
      fields: Object.fromEntries(fields.map((value, index) => [known[index] ?? "", value])),
      place,
      offset,
    };
  }
}

/** Throws ItemError without a usable id. */
function toMessage(fields: Fields, authorId: string | null): ArchiveMessage {
  const id = toId(fields.ID); // the reader keeps numbers beyond 2^53 as text
  if (id === null) throw new ItemError("no_usable_id", "It has no usable id.");
  const urls = (toText(fields.Attachments) ?? "").split(/\s+/).filter((url) => url !== "");
  return {
    id,
    authorId,
    kind: "default",
    content: toStorableText(toText(fields.Contents) ?? ""),
    createdAt: new Date(snowflakeTimeMs(id)),
    editedAt: null,
    replyToId: null,
    topicId: null,
    albumId: null,
    extra: { imported: "discord_package" },
    attachments: urls.flatMap((url) => attachmentAt(url) ?? []),
    reactions: [],
  };
}

/** Whose package it is: account/user.json, under whatever name that folder has. */
async function findOwner(folder: ExportFolder): Promise<ArchiveAuthor | null> {
  const file = folder.files.find(({ path }) => /^([^/]+\/){1,2}user\.json$/i.test(path));
  const user = await readSmall(file ?? null);
  const id = toId(user?.id);
  if (!user || id === null) return null;
  const name = toText(user.username) ?? id;
  const { discriminator: raw } = user;
  const discriminator = (typeof raw === "number" ? String(raw) : (toText(raw) ?? "0")).padStart(4, "0");
  const displayName = toText(user.global_name);
  return {
    id,
    name: toStorableText(/^0+$/.test(discriminator) ? name : `${name}#${discriminator}`),
    displayName: displayName === null ? null : toStorableText(displayName),
    avatar: toText(user.avatar_hash),
    isBot: false,
    isWebhook: false,
  };
}

/** A file of one JSON object; null when it is missing or is none. */
async function readSmall(file: ExportFile | null): Promise<Fields | null> {
  if (!file) return null;
  try {
    return toFields(await new JsonReader(file.open()).value());
  } catch (error) {
    if (error instanceof ExportError) return null;
    throw error;
  }
}
