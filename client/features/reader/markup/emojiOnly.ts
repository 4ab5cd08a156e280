/** Whether a text is nothing but a few emoji, which both platforms then draw large. Pure. */
import type { MarkupNode } from "../../../../core/model/markup/tree.ts";

/** Discord's own limit. */
const most = 30;
const emoji =
  /^(?:\p{RI}\p{RI}|\p{Emoji}(?:\p{EMod}|\u{FE0F}\u{20E3}?)?(?:\u{200D}\p{Emoji}(?:\p{EMod}|\u{FE0F})?)*|\s)+$/u;
/** Digits, # and * count as emoji in Unicode, alone they are none. */
const plain = /[0-9#*]/;

export function isEmojiOnly(nodes: readonly MarkupNode[]): boolean {
  let count = 0;
  for (const node of nodes) {
    if (node.kind === "break") continue;
    if (node.kind === "emoji") count++;
    else if (node.kind !== "text" || plain.test(node.text) || !emoji.test(node.text)) return false;
    else count += Array.from(node.text.replaceAll(/[\s\u{FE0F}\u{200D}]/gu, "")).length;
    if (count > most) return false;
  }
  return count > 0;
}
