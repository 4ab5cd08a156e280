/** A tree of marks as Markdown that other programs read, whatever platform it comes from. Pure. */
import type { MarkupNode } from "../../../../core/model/markup/tree.ts";

/** The names behind ids: Markdown knows no mentions. */
export interface KnownNames {
  people: Readonly<Record<string, { name: string }>>;
  channels: Readonly<Record<string, string>>;
  roles: Readonly<Record<string, string>>;
}

export function toMarkdown(nodes: readonly MarkupNode[], names: KnownNames): string {
  const all = (children: readonly MarkupNode[]) => toMarkdown(children, names);
  return nodes
    .map((node): string => {
      switch (node.kind) {
        case "text":
          return node.text.replaceAll(/[\\`*_[\]<>~|]/g, String.raw`\$&`);
        case "break":
          return "\n";
        case "strong":
          return `**${all(node.children)}**`;
        case "emphasis":
          return `*${all(node.children)}*`;
        case "strike":
          return `~~${all(node.children)}~~`;
        case "spoiler":
          return `||${all(node.children)}||`;
        case "underline":
        case "small":
          return all(node.children); // Markdown has no mark for it
        case "quote":
        case "foldedQuote":
          return `${all(node.children).replaceAll(/^/gm, "> ")}\n`;
        case "heading":
          return `${"#".repeat(node.level)} ${all(node.children)}\n`;
        case "list":
          return `${node.items
            .map(({ depth, children }, i) => {
              const mark = node.isOrdered ? `${node.start + i}.` : "-";
              return `${"  ".repeat(depth)}${mark} ${all(children)}`;
            })
            .join("\n")}\n`;
        case "code":
          return fenced(node.text, "`");
        case "codeBlock":
          return `\`\`\`${node.language ?? ""}\n${node.text}\n\`\`\`\n`;
        case "link": {
          const words = all(node.children);
          return node.children.length === 1 &&
            node.children[0]?.kind === "text" &&
            node.children[0].text === node.href
            ? `<${node.href}>`
            : `[${words}](${node.href})`;
        }
        case "time":
          return Math.abs(node.seconds) <= 8.64e12
            ? new Date(node.seconds * 1_000).toISOString()
            : String(node.seconds);
        default:
          return nameOf(node, names);
      }
    })
    .join("");
}

function nameOf(node: MarkupNode, names: KnownNames): string {
  switch (node.kind) {
    case "person":
      return `@${node.name ?? names.people[node.id]?.name ?? node.id}`;
    case "channel":
      return `#${names.channels[node.id] ?? node.id}`;
    case "role":
      return `@${names.roles[node.id] ?? node.id}`;
    case "everyone":
      return `@${node.name}`;
    case "emoji":
      return `:${node.name}:`;
    case "command":
      return `/${node.name}`;
    default:
      return "";
  }
}

/** With as many marks around as it takes to hold those within. */
function fenced(text: string, mark: string): string {
  let fence = mark;
  while (text.includes(fence)) fence += mark;
  return fence === mark ? `${fence}${text}${fence}` : `${fence} ${text} ${fence}`;
}
