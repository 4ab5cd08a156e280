"use client";
import { type CSSProperties, type ReactNode, useMemo } from "react";
import type { ComponentView } from "../../../../core/api/reading.ts";
import { Icon } from "../../../ui/icons/Icon.tsx";
import { Markup } from "../markup/Markup.tsx";
import classes from "./Components.module.css";
import { type ComponentNode, toComponentTree } from "./componentTree.ts";
import { LaidOutFile } from "./LaidOutFile.tsx";

/** What a bot laid out: to be read, since nothing here can be pressed any more. */
export function Components({ components }: { components: readonly ComponentView[] }) {
  const tree = useMemo(() => toComponentTree(components), [components]);
  if (tree.length === 0) return null;
  return <div className={classes.components}>{draw(tree)}</div>;
}

const draw = (nodes: readonly ComponentNode[]): ReactNode =>
  nodes.map((node, index) => <Part key={index} node={node} />);

function Part({ node: { part, children } }: { node: ComponentNode }) {
  const { kind, text, url, color } = part;
  switch (kind) {
    case "container": {
      const edge = color === null ? undefined : `#${color.toString(16).padStart(6, "0")}`;
      return (
        <div className={classes.container} style={{ "--edge": edge } as CSSProperties}>
          {draw(children)}
        </div>
      );
    }
    case "section":
    case "row":
      return <div className={classes[kind]}>{draw(children)}</div>;
    case "separator":
      return <hr className={classes.separator} />;
    case "text":
      return (
        <div className={classes.text}>
          <Markup text={text} />
        </div>
      );
    case "media":
    case "file":
      return <LaidOutFile part={part} />;
    default:
      return url === null ? (
        <span className={classes.control}>
          {text}
          {kind === "menu" && <Icon name="chevronDown" size={13} />}
        </span>
      ) : (
        <a className={classes.control} href={url} target="_blank" rel="noopener noreferrer nofollow">
          {text} <Icon name="external" size={13} />
        </a>
      );
  }
}
