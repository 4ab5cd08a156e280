/** A message as text that can be taken elsewhere. Pure. */
import type { MessagePageView, MessageView } from "../../../../core/api/reading.ts";
import type { MarkupNode } from "../../../../core/model/markup/tree.ts";
import { type KnownNames, toMarkdown } from "./toMarkdown.ts";

export interface Copied {
  message: MessageView;
  author: string;
  /** As the reader's clock has it. */
  time: string;
  /** Its text as a tree. */
  nodes: readonly MarkupNode[];
  names: KnownNames;
  /** Where it is read in this archive. */
  link: string;
}

/** Who said it when, and what: for a mail or a note. */
export function asText({ message, author, time, nodes, names }: Copied): string {
  const words = toMarkdown(nodes, names)
    .replaceAll(/\\([\\`*_[\]<>~|])/g, "$1")
    .trim();
  return [`${author}, ${time}`, words, ...filesOf(message)].filter(Boolean).join("\n");
}

/** As a quotation with its source. */
export function asMarkdown({ message, author, time, nodes, names, link }: Copied): string {
  const words = toMarkdown(nodes, names).trimEnd();
  const lines = [words, ...filesOf(message).map((name) => `*${name}*`)].filter(Boolean).join("\n\n");
  return `**${author}** · [${time}](${link})\n\n${lines.replaceAll(/^/gm, "> ")}\n`;
}

/** All that is known of it, as the API gives it, with the names behind its ids. */
export function asJson(
  message: MessageView,
  { people, channels, roles, channel }: Pick<MessagePageView, "people" | "channels" | "roles" | "channel">,
): string {
  const text = JSON.stringify(message);
  const mentioned = <Value>(names: Readonly<Record<string, Value>>) =>
    Object.fromEntries(Object.entries(names).filter(([id]) => text.includes(id)));
  return JSON.stringify(
    {
      channel: { id: channel.id, guildId: channel.guildId, platform: channel.platform, name: channel.name },
      message,
      people: mentioned(people),
      channels: mentioned(channels),
      roles: mentioned(roles),
    },
    null,
    2,
  );
}

const filesOf = ({ attachments }: MessageView) => attachments.map(({ fileName }) => `[${fileName}]`);
