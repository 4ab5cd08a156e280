"use client";
import type { ReactNode } from "react";
import type { MarkupNode, WrapperKind } from "../../../../core/model/markup/tree.ts";
import { CodeText } from "./CodeText.tsx";
import { EmojiMark } from "./EmojiMark.tsx";
import { FoldedQuote } from "./FoldedQuote.tsx";
import classes from "./Markup.module.css";
import { Mention } from "./Mention.tsx";
import { Spoiler } from "./Spoiler.tsx";
import { TimeMark } from "./TimeMark.tsx";

/** A tree of marks as elements. */
export function Nodes({ nodes }: { nodes: readonly MarkupNode[] }) {
  // A text never changes its nodes' order: a new text is a new tree.
  return nodes.map((node, index) => <Node key={index} node={node} />);
}

function Node({ node }: { node: MarkupNode }): ReactNode {
  switch (node.kind) {
    case "text":
      return node.text;
    case "break":
      return <br />;
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
      return <CodeText language={node.language} text={node.text} />;
    case "link":
      return (
        <a className={classes.link} href={node.href} target="_blank" rel="noopener noreferrer nofollow">
          <Nodes nodes={node.children} />
        </a>
      );
    case "emoji":
      return <EmojiMark name={node.name} id={node.id} />;
    case "time":
      return <TimeMark seconds={node.seconds} style={node.style} />;
    case "command":
      return <span className={classes.mention}>/{node.name}</span>;
    case "person":
    case "channel":
    case "role":
    case "everyone":
      return <Mention node={node} />;
    default:
      return <Wrapped kind={node.kind} nodes={node.children} />;
  }
}

function Wrapped({ kind, nodes }: { kind: WrapperKind; nodes: readonly MarkupNode[] }): ReactNode {
  const children = <Nodes nodes={nodes} />;
  switch (kind) {
    case "strong":
      return <strong>{children}</strong>;
    case "emphasis":
      return <em>{children}</em>;
    case "underline":
      return <u>{children}</u>;
    case "strike":
      return <s>{children}</s>;
    case "spoiler":
      return <Spoiler>{children}</Spoiler>;
    case "quote":
      return <blockquote className={classes.quote}>{children}</blockquote>;
    case "foldedQuote":
      return <FoldedQuote>{children}</FoldedQuote>;
    case "small":
      return <span className={classes.small}>{children}</span>;
  }
}

function List({ node }: { node: Extract<MarkupNode, { kind: "list" }> }) {
  const items = node.items.map(({ depth, children }, index) => (
    <li key={index} style={{ marginInlineStart: `${depth * 1.25}em` }} data-depth={depth || undefined}>
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
