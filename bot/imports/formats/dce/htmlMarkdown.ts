/** Rendered text of DiscordChatExporter's HTML back into Discord's markup. Names in mentions stay names: their ids are lost. Pure. */
import { type HtmlElement, hasClass, textOf } from "../../read/html.ts";

const marks: Readonly<Record<string, string>> = {
  strong: "**",
  b: "**",
  em: "*",
  i: "*",
  u: "__",
  s: "~~",
  del: "~~",
};

/** "" for null. The note "(edited)" is no part of the text. */
export const toMarkdown = (element: HtmlElement | null): string => (element ? inner(element).trim() : "");

const inner = (element: HtmlElement): string =>
  element.children.map((child) => (typeof child === "string" ? child : one(child))).join("");

function one(element: HtmlElement): string {
  const { tag, attributes } = element;
  const has = (...names: string[]) => names.some((name) => hasClass(attributes, name));
  if (has("chatlog__edited-timestamp")) return "";
  if (tag === "br") return "\n";
  if (tag === "img") return emojiOf(attributes);
  if (has("chatlog__markdown-spoiler", "spoiler-text", "spoiler")) return `||${inner(element)}||`;
  if (has("chatlog__markdown-pre--multiline", "pre--multiline")) return `\`\`\`\n${textOf(element)}\n\`\`\``;
  if (tag === "code" || has("chatlog__markdown-pre--inline", "pre--inline")) return `\`${textOf(element)}\``;
  if (has("chatlog__markdown-quote", "quote")) return quoted(inner(element).trim());
  const mark = marks[tag];
  if (mark !== undefined) return `${mark}${inner(element)}${mark}`;
  if (tag === "a") return linkOf(inner(element), attributes.href ?? "");
  return inner(element);
}

const quoted = (text: string) =>
  `${text
    .split("\n")
    .map((line) => `> ${line}`)
    .join("\n")}\n`;

const linkOf = (text: string, href: string) =>
  href === "" || text === href || !/^https?:/i.test(href) ? text : `[${text}](${href})`;

/** A custom emoji by the id in its address; any other by its own character. */
function emojiOf({ alt = "", src = "" }: Readonly<Record<string, string>>): string {
  const [, id, ending] = /\/emojis\/(\d{15,20})\.(\w+)/.exec(src) ?? [];
  return id === undefined ? alt : `<${ending === "gif" ? "a" : ""}:${alt.replaceAll(":", "")}:${id}>`;
}
