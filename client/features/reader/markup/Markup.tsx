"use client";
import { useContext, useMemo } from "react";
import type { TextEntity } from "../../../../core/api/reading.ts";
import { parseMarkup } from "../../../../core/model/markup/parseMarkup.ts";
import type { MarkupNode } from "../../../../core/model/markup/tree.ts";
import { isEmojiOnly } from "./emojiOnly.ts";
import classes from "./Markup.module.css";
import { NamesContext } from "./NamesContext.ts";
import { Nodes } from "./Nodes.tsx";

const none: readonly TextEntity[] = [];

/** A text with its marks drawn; nothing in it is ever taken for HTML. `entities`: marks that stand beside it. */
export function Markup({ text, entities = none }: { text: string; entities?: readonly TextEntity[] }) {
  const nodes = useMarkup(text, entities);
  if (isEmojiOnly(nodes)) {
    return (
      <span className={classes.jumbo}>
        <Nodes nodes={nodes} />
      </span>
    );
  }
  return <Nodes nodes={nodes} />;
}

/** The tree of a text, by the markup of the platform that it comes from. */
export function useMarkup(text: string, entities: readonly TextEntity[]): MarkupNode[] {
  const { platform } = useContext(NamesContext).channel;
  return useMemo(() => parseMarkup(text, entities, platform), [text, entities, platform]);
}
