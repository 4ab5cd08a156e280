/**
 * What a search finds, found out the slow way: every message is looked at with regular expressions made of the query. It
 * shares nothing with the search itself.
 */
import type { CorpusMessage } from "./searchCorpus.ts";

export interface ReferenceMessage extends CorpusMessage {
  isDeleted: boolean;
}

const letters: Record<string, string> = { ß: "ss", ø: "o", ł: "l", æ: "ae", œ: "oe" };

/** Without case and accents; й stays what it is. */
function plain(text: string): string {
  return text
    .toLowerCase()
    .normalize("NFD")
    .replace(/и\u0306/g, "й")
    .replace(/[\u0300-\u036f]/g, "")
    .replace(/[ßøłæœ]/g, (letter) => letters[letter] ?? letter)
    .replace(/\ufe0f|\u200d|\u20e3|\p{Emoji_Modifier}/gu, "")
    .normalize("NFC");
}

const spaceless = "\\p{scx=Han}\\p{scx=Hira}\\p{scx=Kana}\\p{scx=Hang}\\p{scx=Thai}";
const sign = "\\p{Extended_Pictographic}\\p{Regional_Indicator}";
const joining = `(?:(?![${spaceless}])[\\p{L}\\p{N}\\p{M}])`;
/** Anything between two things that are said: no letter, digit or emoji. */
const between = `[^\\p{L}\\p{N}\\p{M}${sign}]*`;
/** Punctuation of those scripts counts as between, too. */
const piece = new RegExp(
  `${joining}+|(?=[${spaceless}])[\\p{L}\\p{N}\\p{M}]|\\p{Regional_Indicator}{2}|\\p{Extended_Pictographic}`,
  "gu",
);

function patternOf(wanted: string): RegExp | null {
  const pieces = plain(wanted).match(piece);
  if (!pieces) return null;
  const parts = pieces.map((each) =>
    new RegExp(`^${joining}+$`, "u").test(each) ? `(?<!${joining})${each}(?!${joining})` : each,
  );
  return new RegExp(parts.join(between), "u");
}

function saidIn(message: ReferenceMessage): string[] {
  const { embeds = [] } = (message.extra ?? {}) as {
    embeds?: { title: string; fields: { name: string; value: string }[] }[];
  };
  return [
    message.content.replace(/<@\d+>/g, "\0"),
    ...message.attachments.map(({ fileName }) => fileName),
    ...embeds.flatMap(({ title, fields }) => [title, ...fields.flatMap(({ name, value }) => [name, value])]),
  ].map(plain);
}

/** One condition of a query, and how it is written. */
export interface ReferenceTerm {
  written: string;
  holds(message: ReferenceMessage, said: readonly string[]): boolean;
}

export const saysTerm = (wanted: string, isQuoted: boolean): ReferenceTerm | null => {
  const pattern = patternOf(wanted);
  return (
    pattern && {
      written: isQuoted ? `"${wanted.replaceAll('"', "")}"` : wanted,
      holds: (_message, said) => said.some((text) => pattern.test(text)),
    }
  );
};

/** Ids of all messages for which every group has a term that holds, newest first. */
export function findByReference(
  messages: readonly { message: ReferenceMessage; said: readonly string[] }[],
  groups: readonly (readonly { term: ReferenceTerm; isNot: boolean }[])[],
): string[] {
  return messages
    .filter(({ message, said }) =>
      groups.every((group) => group.some(({ term, isNot }) => term.holds(message, said) !== isNot)),
    )
    .map(({ message }) => message.id);
}

export const prepare = (message: ReferenceMessage) => ({ message, said: saidIn(message) });
