/** Texts of Telegram Desktop's HTML, with how they are set as entities in UTF-16 units. Pure. */

import type { TextEntity } from "../../../../core/model/markup/entity.ts";
import { type HtmlElement, hasClass } from "../../read/html.ts";

const types: Readonly<Record<string, string>> = {
  strong: "bold",
  em: "italic",
  u: "underline",
  s: "strike",
  code: "code",
  pre: "pre",
  blockquote: "blockquote",
};

/** Nothing for null. The indentation of the markup is no part of the text; line ends are `br` alone. */
export function toHtmlText(element: HtmlElement | null): { content: string; entities: TextEntity[] } {
  const entities: TextEntity[] = [];
  let content = "";
  const add = (child: HtmlElement | string): void => {
    if (typeof child === "string") {
      content += content === "" ? child.trimStart() : child;
      return;
    }
    if (child.tag === "br") {
      content += "\n";
      return;
    }
    const offset = content.length;
    const entity = toEntity(child);
    const at = entities.length;
    for (const inner of child.children) add(inner);
    const length = content.length - offset;
    if (entity && length > 0) entities.splice(at, 0, { ...entity(content.slice(offset)), offset, length });
  };
  for (const child of element?.children ?? []) add(child);
  const trimmed = content.trimEnd();
  return {
    content: trimmed,
    entities: entities
      .map((entity) => ({ ...entity, length: Math.min(entity.length, trimmed.length - entity.offset) }))
      .filter(({ length }) => length > 0),
  };
}

type Details = Omit<TextEntity, "offset" | "length">;

function toEntity({ tag, attributes }: HtmlElement): ((text: string) => Details) | null {
  if (hasClass(attributes, "spoiler")) return () => ({ type: "spoiler" });
  if (tag === "a") return (text) => toLink(text, attributes.href ?? "", attributes.onclick ?? "");
  const type = types[tag];
  return type === undefined ? null : () => ({ type });
}

function toLink(text: string, href: string, onclick: string): Details {
  if (onclick.includes("ShowHashtag")) return { type: "hashtag" };
  if (onclick.includes("ShowCashtag")) return { type: "cashtag" };
  if (onclick.includes("ShowBotCommand")) return { type: "bot_command" };
  if (onclick.includes("ShowMentionName") || href === "") return { type: "mention_name" };
  if (href.startsWith("mailto:")) return { type: "email" };
  if (href.startsWith("tel:")) return { type: "phone" };
  if (text.startsWith("@")) return { type: "mention" };
  return href === text || href.replace(/^https?:\/\//, "") === text.replace(/^https?:\/\//, "")
    ? { type: "url" }
    : { type: "text_url", url: href };
}
