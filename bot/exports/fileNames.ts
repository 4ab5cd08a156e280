/** Names of an export's files, by DiscordChatExporter's tokens. Whatever servers and channels are called, no name leads anywhere. Pure. */
import type { PlannedChannel } from "../../core/database/exports/plan.ts";

interface Naming {
  pattern: string;
  afterAt: Date | null;
  beforeAt: Date | null;
  exportedAt: Date;
}

const day = (at: Date | null): string => at?.toISOString().slice(0, 10) ?? "";

/** The base names of the channels' files, in their order and each once, without part and extension. */
export function baseNames(channels: readonly PlannedChannel[], naming: Naming): string[] {
  const taken = new Set<string>();
  return channels.map((channel) => {
    const wanted = safeName(fillIn(channel, naming)) || channel.id;
    // File systems that know no case would take both for one.
    let name = wanted;
    for (let count = 2; taken.has(name.toLowerCase()); count++) name = `${wanted} (${count})`;
    taken.add(name.toLowerCase());
    return name;
  });
}

/** A channel's file: the first by its name alone, the others as DiscordChatExporter calls them. */
export const partName = (base: string, part: number, extension: string): string =>
  `${base}${part === 1 ? "" : ` [part ${part}]`}.${extension}`;

function fillIn(channel: PlannedChannel, naming: Naming): string {
  const values: Readonly<Record<string, string>> = {
    g: channel.guildId,
    G: channel.guildName,
    t: channel.parentId ?? "",
    T: channel.parentName ?? "",
    c: channel.id,
    C: channel.name,
    p: String(channel.position),
    P: channel.parentPosition === null ? "" : String(channel.parentPosition),
    a: day(naming.afterAt),
    b: day(naming.beforeAt),
    d: day(naming.exportedAt),
    "%": "%",
  };
  return (
    naming.pattern
      .replaceAll(/%([gGtTcCpPabd%])/g, (_token, letter: string) => values[letter] ?? "")
      // What an empty token leaves between two others.
      .replaceAll(/(?: - ){2,}/g, " - ")
  );
}

/** Bytes that every file system takes, with room for the part and the extension. */
const mostBytes = 180;
const reserved = /^(con|prn|aux|nul|com\d|lpt\d)$/i;

/** What separates paths, what Windows refuses, and what turns the direction of writing. */
const refused = /[/\\:*?"<>|\u200e\u200f\u202a-\u202e\u2066-\u2069\ufffd]|\p{Cc}/gu;

/** A name that is nothing but a name on every system. Empty when nothing is left. */
export function safeName(wanted: string): string {
  const characters = Array.from(wanted.toWellFormed().normalize("NFC").replaceAll(refused, "_"));
  let bytes = 0;
  const kept = characters.filter((character) => (bytes += Buffer.byteLength(character)) <= mostBytes);
  const name = kept.join("").replaceAll(/^[\s.]+|[\s.]+$/g, "");
  return reserved.test(name.split(".")[0] ?? "") ? `_${name}` : name;
}
