/** Telegram Desktop's result.json: of one chat, or of a whole account with all its chats. */
import { posix } from "node:path";
import type { Fields } from "../../../platforms/discord/fields.ts";
import { toFields, toText } from "../../../platforms/discord/fields.ts";
import type { ExportPart, ExportReader, ImportPlace } from "../../export.ts";
import { PartBuilder } from "../../partBuilder.ts";
import { ExportError } from "../../read/exportError.ts";
import type { ExportFile } from "../../read/exportFile.ts";
import { JsonReader } from "../../read/jsonReader.ts";
import { toChatId } from "./ids.ts";
import { convertTelegramMessage } from "./message.ts";

export const telegramJson: ExportReader = { format: "telegram_json", read };

/**
 * Added to the ids of messages from before a group became a supergroup, where Telegram Desktop has not done so itself: both
 * count from 1 (export_api_wrap.cpp, kMigratedMessagesIdShift).
 */
const migratedShift = -1_000_000_000n;

async function* read(file: ExportFile): AsyncGenerator<ExportPart> {
  const json = new JsonReader(file.open());
  const folder = posix.dirname(file.path);
  const head: Fields = {};
  await json.enterObject();
  for (let key = await json.nextKey(); key !== null; key = await json.nextKey()) {
    if (key === "messages") yield* readChat(json, head, folder);
    else if (key === "chats" || key === "left_chats") yield* readChats(json, folder);
    else if (key === "name" || key === "type" || key === "id") head[key] = await json.value();
    else await json.skip();
  }
}

/** {about, list: [chat, chat, …]} */
async function* readChats(json: JsonReader, folder: string): AsyncGenerator<ExportPart> {
  await json.enterObject();
  for (let key = await json.nextKey(); key !== null; key = await json.nextKey()) {
    if (key !== "list") {
      await json.skip();
      continue;
    }
    await json.enterList();
    while (await json.nextItem()) {
      const head: Fields = {};
      await json.enterObject();
      for (let name = await json.nextKey(); name !== null; name = await json.nextKey()) {
        if (name === "messages") yield* readChat(json, head, folder);
        else head[name] = await json.value();
      }
    }
  }
}

async function* readChat(json: JsonReader, head: Fields, folder: string): AsyncGenerator<ExportPart> {
  const place = toPlace(head);
  if (!place)
    throw new ExportError(
      "no_place",
      json.place,
      "Before its messages it should say which chat they are of.",
    );
  const builder = new PartBuilder({ place, exportedAt: null });
  // A supergroup begins with its creation as a channel, unless it was a group before.
  let shift = 0n;
  let lastId: bigint | null = null;
  try {
    await json.enterList();
    while (await json.nextItem()) {
      await json.peek();
      const spot = json.place;
      const raw = await json.value();
      const fields = toFields(raw);
      const id: bigint | null =
        typeof fields?.id === "number" && Number.isSafeInteger(fields.id) ? BigInt(fields.id) : null;
      if (lastId === null && isFormerGroup(place, fields) && id !== null && id > 0n) shift = migratedShift;
      if (lastId !== null && id !== null && id <= lastId) shift = 0n; // here the supergroup begins
      lastId = id ?? lastId;
      const shiftHere = shift;
      builder.attempt(spot, () => {
        const { message, authors, files, trouble, history } = convertTelegramMessage(raw, folder, shiftHere);
        builder.add(message, files);
        for (const author of authors) builder.addAuthor(author);
        if (trouble) builder.note(trouble);
        if (history) builder.addHistory(history);
      });
      if (builder.isFull) yield builder.take(json.offset);
    }
  } catch (error) {
    if (error instanceof ExportError) yield builder.take(json.offset); // what stood before the flaw stays
    throw error;
  }
  yield builder.take(json.offset);
}

const isFormerGroup = ({ guild }: ImportPlace, first: Fields | null): boolean =>
  guild?.kind === "supergroup" && first?.action === "create_group";

/** The name is missing for the account's notes to itself, replies and codes. */
function toPlace(head: Fields): ImportPlace | null {
  const chat = toChatId(head.type, head.id);
  if (!chat) return null;
  const name = toText(head.name) ?? unnamed[String(head.type)] ?? chat.id;
  return {
    platform: "telegram",
    guild: { id: chat.id, kind: chat.kind, name, icon: null },
    channel: { id: chat.id, parentId: null, parentName: null, kind: "chat", name, topic: null, nsfw: false },
  };
}

const unnamed: Readonly<Record<string, string>> = {
  saved_messages: "Saved Messages",
  replies: "Replies",
  verification_codes: "Verification Codes",
};
