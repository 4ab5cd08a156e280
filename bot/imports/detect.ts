/** Finds out by its content what kind of export a file is. A new format is a line here. */
import type { ExportReader } from "./export.ts";
import { backscrollJsonl } from "./formats/backscroll/jsonl.ts";
import { dceCsv, isDceCsv } from "./formats/dce/csv.ts";
import { dceHtml, isDceHtml } from "./formats/dce/html.ts";
import { dceJson } from "./formats/dce/json.ts";
import { dhtJson } from "./formats/dht/legacyJson.ts";
import { dht } from "./formats/dht/reader.ts";
import { discordPackage, isPackageFile } from "./formats/package/reader.ts";
import { isTelegramHtml, telegramHtml } from "./formats/telegram/html.ts";
import { telegramJson } from "./formats/telegram/json.ts";
import { ExportError } from "./read/exportError.ts";
import type { ExportFile, ExportFolder } from "./read/exportFile.ts";
import { JsonReader } from "./read/jsonReader.ts";

/** What is known of a file before it is read. */
export interface Clue {
  file: ExportFile;
  folder: ExportFolder;
  /** Its first bytes as text, a byte order mark removed. */
  head: string;
  /** Of a JSON object: its keys up to the first that tells what it is; empty for anything else. */
  keys: ReadonlySet<string>;
}

/** The formats with the question whether a file is one of theirs, the surest first. */
const formats: readonly { reader: ExportReader; matches: (clue: Clue) => boolean }[] = [
  { reader: dht, matches: ({ head }) => head.startsWith("SQLite format 3\0") },
  {
    reader: discordPackage,
    matches: ({ file, head }) => isPackageFile(file.path) && /^\s*(\[|ID,)/.test(head),
  },
  { reader: backscrollJsonl, matches: ({ head }) => head.startsWith('{"backscroll":1,') },
  { reader: dceJson, matches: ({ keys }) => keys.has("guild") && keys.has("channel") },
  { reader: dhtJson, matches: ({ keys }) => keys.has("meta") && keys.has("data") },
  { reader: telegramJson, matches: ({ keys }) => isTelegram(keys) },
  { reader: dceHtml, matches: ({ head }) => isDceHtml(head) },
  { reader: telegramHtml, matches: ({ head }) => isTelegramHtml(head) },
  { reader: dceCsv, matches: ({ head }) => isDceCsv(head) },
];

/** One chat, or an account: which parts of it were exported is up to its owner. */
const isTelegram = (keys: ReadonlySet<string>): boolean =>
  keys.has("chats") || keys.has("left_chats") || (keys.has("type") && keys.has("id") && keys.has("messages"));

/** Bytes that tell what a file is. */
const headBytes = 64 * 2 ** 10;
/** Keys at which the question is decided, or what follows is too long to be passed over. */
const decisive = new Set(["messages", "data", "chats", "left_chats"]);
/** More keys than any export has before its messages. */
const mostKeys = 40;
/** What can be an export by its name; all else lies beside one. */
const exportName = /\.(jsonl?|csv|html?|dht|sqlite|db|zip)$/i;
/** What goes with an export of Discord's: its reader looks into these itself, or nothing in them is a message. */
const besideMessages = /(?:^|\/)(?:channel|index|user|guild|audit-log)\.json$/i;

/** Whether a file is worth looking into. A file that was chosen by itself always is. */
export function mayBeExport(file: ExportFile, folder: ExportFolder): boolean {
  return folder.files.length === 1 || exportName.test(file.path);
}

/** Whether a file that is none of a known format is to be named to people: those that go with others are not. */
export const isWorthNaming = (file: ExportFile): boolean => !besideMessages.test(file.path);

/** The format of a file; null when it is none that is known. Throws ExportError for a file that cannot be read at all. */
export async function detectFormat(file: ExportFile, folder: ExportFolder): Promise<ExportReader | null> {
  const head = await readHead(file);
  const keys = head.trimStart().startsWith("{") ? await readKeys(file) : new Set<string>();
  return formats.find(({ matches }) => matches({ file, folder, head, keys }))?.reader ?? null;
}

async function readHead(file: ExportFile): Promise<string> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of file.open()) {
    chunks.push(chunk);
    length += chunk.length;
    if (length >= headBytes) break;
  }
  return Buffer.concat(chunks)
    .toString("utf8", 0, headBytes)
    .replace(/^\uFEFF/, "");
}

async function readKeys(file: ExportFile): Promise<Set<string>> {
  const keys = new Set<string>();
  try {
    const json = new JsonReader(file.open());
    await json.enterObject();
    for (let key = await json.nextKey(); key !== null; key = await json.nextKey()) {
      keys.add(key);
      if (decisive.has(key) || keys.size >= mostKeys) break;
      await json.skip();
    }
  } catch (error) {
    const isHarmless =
      error instanceof ExportError && (error.reason === "truncated" || error.reason === "malformed");
    if (!isHarmless) throw error; // otherwise its reader says where the flaw is
  }
  return keys;
}
