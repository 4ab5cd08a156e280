/** Marked-up text as HTML, by the tree that the reader of the console draws as well. Pure. */
import type { TextEntity } from "../../../../core/model/markup/entity.ts";
import { parseMarkup } from "../../../../core/model/markup/parseMarkup.ts";
import type { MarkupNode, WrapperKind } from "../../../../core/model/markup/tree.ts";
import { type ExportContext, nameOf } from "../../format.ts";
import { escape, linkTo } from "./escape.ts";

export function markup(text: string, entities: readonly TextEntity[], context: ExportContext): string {
  return drawn(parseMarkup(text, entities, context.channel.platform), context);
}

const drawn = (nodes: readonly MarkupNode[], context: ExportContext): string =>
  nodes.map((node) => draw(node, context)).join("");

const mention = (words: string): string => `<span class="mention">${escape(words)}</span>`;

function draw(node: MarkupNode, context: ExportContext): string {
  switch (node.kind) {
    case "text":
      return escape(node.text);
    case "code":
      return `<code>${escape(node.text)}</code>`;
    case "break":
      return "<br>";
    case "heading":
      return `<span class="h${node.level}">${drawn(node.children, context)}</span>`;
    case "list": {
      const items = node.items.map(
        ({ depth, children }) =>
          `<li style="margin-inline-start:${Math.min(depth, 20) * 1.25}em">${drawn(children, context)}</li>`,
      );
      return node.isOrdered
        ? `<ol start="${Math.trunc(node.start)}">${items.join("")}</ol>`
        : `<ul>${items.join("")}</ul>`;
    }
    case "codeBlock":
      return `<pre><code>${escape(node.text)}</code></pre>`;
    case "link":
      return linkTo(node.href, drawn(node.children, context));
    case "person":
      return mention(`@${node.name ?? nameOf(context.person(node.id), node.id)}`);
    case "channel":
      return mention(`#${context.channelName(node.id) ?? node.id}`);
    case "role":
      return mention(`@${context.roleName(node.id) ?? node.id}`);
    case "everyone":
      return mention(`@${node.name}`);
    case "command":
      return mention(`/${node.name}`);
    case "emoji":
      return `<span class="emoji">:${escape(node.name)}:</span>`;
    case "time":
      return timeOf(node.seconds);
    default:
      return wrapped(node.kind, drawn(node.children, context));
  }
}

function timeOf(seconds: number): string {
  // As far as JavaScript's calendar reaches; beyond it the number is all there is to show.
  if (!(Math.abs(seconds) <= 8.64e12)) return escape(String(seconds));
  const iso = new Date(seconds * 1_000).toISOString();
  return `<time datetime="${iso}">${iso.slice(0, 16).replace("T", " ")} UTC</time>`;
}

function wrapped(kind: WrapperKind, inner: string): string {
  switch (kind) {
    case "strong":
      return `<strong>${inner}</strong>`;
    case "emphasis":
      return `<em>${inner}</em>`;
    case "underline":
      return `<u>${inner}</u>`;
    case "strike":
      return `<s>${inner}</s>`;
    case "spoiler":
      // Shown where the pointer or the focus is: there is no script to open it.
      return `<span class="spoiler" tabindex="0">${inner}</span>`;
    case "quote":
    case "foldedQuote":
      return `<blockquote>${inner}</blockquote>`;
    case "small":
      return `<small>${inner}</small>`;
  }
}
