/** What Discord writes in angle brackets, and addresses: one token at one place, or null. Pure. */
import type { MarkupNode } from "../tree.ts";

interface Token {
  nodes: [MarkupNode];
  /** Where the text goes on. */
  to: number;
}

/** Longest token in angle brackets that is no address: a command of three names. */
const longest = 160;

const mention = /^<(@!?|@&|#)(\d{17,20})>/;
const emoji = /^<(a)?:(\w{2,32}):(\d{17,21})>/;
const time = /^<t:(-?\d{1,17})(?::(R|t|T|d|D|f|F|s|S))?>/;
const command =
  /^<\/([-_'\p{L}\p{N}\p{sc=Deva}\p{sc=Thai}]{1,32}(?: [-_'\p{L}\p{N}\p{sc=Deva}\p{sc=Thai}]{1,32}){0,2}):(\d{17,21})>/u;
const navigation = /^<(?:id|\d{17,20}):(customize|browse|guide|home|linked-roles)(?::\d{17,20})?>/;
const sound = /^<sound:\d{1,20}:\d{1,20}>$/;
const address = /https?:\/\/[^\s<]+/iy;

/** The token that the `<` at `at` begins. */
export function angleToken(text: string, at: number, end: number): Token | null {
  const close = text.indexOf(">", at);
  if (close < 0 || close >= end) return null;
  if (/^https?:\/\//i.test(text.slice(at + 1, at + 9))) {
    const href = text.slice(at + 1, close);
    return /\s|</.test(href) ? null : { nodes: [link(href)], to: close + 1 };
  }
  if (close - at > longest) return null;
  const source = text.slice(at, close + 1);
  const node = angleNode(source);
  return node && { nodes: [node], to: close + 1 };
}

function angleNode(source: string): MarkupNode | null {
  const [, mark, id] = mention.exec(source) ?? [];
  if (id !== undefined) {
    if (mark === "#") return { kind: "channel", id };
    return mark === "@&" ? { kind: "role", id } : { kind: "person", id, name: null };
  }
  const [, animated, name, emojiId] = emoji.exec(source) ?? [];
  if (name !== undefined && emojiId !== undefined) {
    return { kind: "emoji", name, id: emojiId, isAnimated: animated !== undefined };
  }
  const [, seconds, style] = time.exec(source) ?? [];
  if (seconds !== undefined) return { kind: "time", seconds: Number(seconds), style: style ?? "f" };
  const [, words] = command.exec(source) ?? [];
  if (words !== undefined) return { kind: "command", name: words };
  // A sound of the soundboard, which is shown beside the text.
  if (sound.test(source)) return { kind: "text", text: "🔊" };
  const [, place] = navigation.exec(source) ?? [];
  return place === undefined ? null : { kind: "command", name: place };
}

/** The address that begins at `at`; what ends a sentence does not belong to it, nor does a bracket it did not open. */
export function addressToken(text: string, at: number, end: number): Token | null {
  address.lastIndex = at;
  const found = address.exec(text)?.[0].slice(0, end - at);
  if (found === undefined) return null;
  let length = found.length;
  let open = 0;
  for (const character of found) open += character === "(" ? 1 : character === ")" ? -1 : 0;
  for (; length > 0; length--) {
    const last = found[length - 1] as string;
    if (last === ")" && open < 0) open++;
    else if (!/[.,:;"'\]!?]/.test(last)) break;
  }
  const href = found.slice(0, length);
  return /^https?:\/\/[^\s/]/i.test(href) ? { nodes: [link(href)], to: at + length } : null;
}

const link = (href: string): MarkupNode => ({ kind: "link", href, children: [{ kind: "text", text: href }] });

/** Where `[words](address)` leads and where it ends, from the two brackets; null when it leads nowhere. */
export function linkTarget(text: string, open: number, close: number): string | null {
  const inside = text.slice(open + 1, close).trim();
  const [, wrapped, bare] =
    /^(?:<(https?:\/\/[^\s<>]+)>|(https?:\/\/[^\s<>]+))(?:\s+(?:"[^"]*"|'[^']*'))?$/i.exec(inside) ?? [];
  return wrapped ?? bare ?? null;
}
