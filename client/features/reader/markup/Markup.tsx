/* oxlint-disable jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reachable by keyboard */
"use client";
import { createContext, type ReactNode, useContext, useMemo, useState } from "react";
import type { MessagePageView } from "../../../../core/api/reading.ts";
import type { Platform } from "../../../../core/model/platform.ts";
import { useFormat } from "../../../ui/format/useFormat.ts";
import { parseDiscordMarkup } from "./discordMarkup.ts";
import classes from "./Markup.module.css";
import type { MarkupNode } from "./tree.ts";

/** Whose markup the texts of a page are written in, and the names behind the ids in them. */
interface TextContext extends Pick<MessagePageView, "people" | "channels" | "roles"> {
  channel: { platform: Platform };
}

export const NamesContext = createContext<TextContext>({
  channel: { platform: "discord" },
  people: {},
  channels: {},
  roles: {},
});

/** A text with its marks drawn; nothing in it is ever taken for HTML. */
export function Markup({ text }: { text: string }) {
  const { platform } = useContext(NamesContext).channel;
  const nodes = useMemo(
    // On Telegram the text itself carries no marks.
    () => (platform === "discord" ? parseDiscordMarkup(text) : [{ kind: "text" as const, text }]),
    [text, platform],
  );
  return <Nodes nodes={nodes} />;
}

function Nodes({ nodes }: { nodes: readonly MarkupNode[] }) {
  // A text never changes its nodes' order: a new text is a new tree.
  return nodes.map((node, index) => <Node key={index} node={node} />);
}

function Node({ node }: { node: MarkupNode }): ReactNode {
  switch (node.kind) {
    case "text":
      return node.text;
    case "break":
      return <br />;
    case "strong":
      return (
        <strong>
          <Nodes nodes={node.children} />
        </strong>
      );
    case "emphasis":
      return (
        <em>
          <Nodes nodes={node.children} />
        </em>
      );
    case "underline":
      return (
        <u>
          <Nodes nodes={node.children} />
        </u>
      );
    case "strike":
      return (
        <s>
          <Nodes nodes={node.children} />
        </s>
      );
    case "spoiler":
      return (
        <Spoiler>
          <Nodes nodes={node.children} />
        </Spoiler>
      );
    case "quote":
      return (
        <blockquote className={classes.quote}>
          <Nodes nodes={node.children} />
        </blockquote>
      );
    case "small":
      return (
        <span className={classes.small}>
          <Nodes nodes={node.children} />
        </span>
      );
    case "heading":
      // No heading of the page: a message's headings would break the outline that readers of screens move by.
      return (
        <span className={classes.heading} data-level={node.level}>
          <Nodes nodes={node.children} />
        </span>
      );
    case "list":
      return <List node={node} />;
    case "code":
      return <code className={classes.code}>{node.text}</code>;
    case "codeBlock":
      return (
        <pre className={classes.block} tabIndex={0} data-language={node.language ?? undefined}>
          <code>{node.text}</code>
        </pre>
      );
    case "link":
      return (
        <a className={classes.link} href={node.href} target="_blank" rel="noopener noreferrer nofollow">
          <Nodes nodes={node.children} />
        </a>
      );
    case "emoji":
      return <span className={classes.emoji}>:{node.name}:</span>;
    case "time":
      return <Time seconds={node.seconds} style={node.style} />;
    case "command":
      return <span className={classes.mention}>/{node.name}</span>;
    default:
      return <Mention node={node} />;
  }
}

function List({ node }: { node: Extract<MarkupNode, { kind: "list" }> }) {
  const items = node.items.map(({ depth, children }, index) => (
    <li key={index} style={{ marginInlineStart: `${depth * 1.25}em` }}>
      <Nodes nodes={children} />
    </li>
  ));
  return node.isOrdered ? (
    <ol className={classes.ordered} start={node.start}>
      {items}
    </ol>
  ) : (
    <ul className={classes.list}>{items}</ul>
  );
}

function Mention({
  node,
}: {
  node: Extract<MarkupNode, { kind: "person" | "channel" | "role" | "everyone" }>;
}) {
  const names = useContext(NamesContext);
  const words = () => {
    if (node.kind === "everyone") return `@${node.name}`;
    if (node.kind === "channel") return `#${names.channels[node.id] ?? node.id}`;
    if (node.kind === "role") return `@${names.roles[node.id] ?? node.id}`;
    return `@${names.people[node.id]?.name ?? node.id}`;
  };
  return <span className={classes.mention}>{words()}</span>;
}

/** Hidden until it is asked for. */
function Spoiler({ children }: { children: ReactNode }) {
  const [isOpen, setOpen] = useState(false);
  return isOpen ? (
    <span className={classes.revealed}>{children}</span>
  ) : (
    <button type="button" className={classes.spoiler} onClick={() => setOpen(true)} aria-expanded={false}>
      <span aria-hidden="true">{children}</span>
      <span className="sr-only">…</span>
    </button>
  );
}

function Time({ seconds, style }: { seconds: number; style: string }) {
  const format = useFormat();
  const timeMs = seconds * 1_000;
  // As far as JavaScript's calendar reaches; beyond it the number is all there is to show.
  if (!(Math.abs(timeMs) <= 8.64e15)) return String(seconds);
  const words = style === "d" || style === "D" ? format.date(timeMs) : format.dateTime(timeMs);
  return (
    <time className={classes.time} dateTime={new Date(timeMs).toISOString()}>
      {words}
    </time>
  );
}
