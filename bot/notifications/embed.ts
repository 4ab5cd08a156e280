/** A notification in Discord's form: an embed. Pure. */
import type { OutgoingMessage } from "../platforms/platform.ts";
import type { Notification } from "./render.ts";

const colors: Record<Notification["tone"], number> = { good: 0x2f9e44, warning: 0xf08c00, bad: 0xe03131 };
/** Discord refuses longer ones. */
const mostTitle = 256;
const mostText = 4_096;

export function toEmbed({ tone, title, text, link }: Notification): OutgoingMessage {
  const description = cut(withoutMarkup(text), mostText);
  return {
    title: cut(withoutMarkup(title), mostTitle),
    ...(description === "" ? {} : { description }),
    ...(link === null ? {} : { url: link }),
    color: colors[tone],
  };
}

/** Names of servers and channels are people's own: they must not become links, mentions or bold print. */
const withoutMarkup = (text: string) => text.replace(/[\\*_`~|>[\]()<@#]/g, "\\$&");

function cut(text: string, most: number): string {
  return text.length <= most ? text : `${text.slice(0, most - 1).replace(/[\uD800-\uDBFF]$/, "")}…`;
}
