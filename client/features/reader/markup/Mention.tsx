"use client";
import Link from "next/link";
import { useContext } from "react";
import type { MarkupNode } from "../../../../core/model/markup/tree.ts";
import { ReadingContext } from "../ReadingContext.ts";
import classes from "./Markup.module.css";
import { NamesContext } from "./NamesContext.ts";

/** Somebody or something that a text names, leading there where there is something to be read. */
export function Mention({
  node,
}: {
  node: Extract<MarkupNode, { kind: "person" | "channel" | "role" | "everyone" }>;
}) {
  const names = useContext(NamesContext);
  const reading = useContext(ReadingContext);
  if (node.kind === "everyone") return <span className={classes.mention}>@{node.name}</span>;
  if (node.kind === "role") {
    return <span className={classes.mention}>@{names.roles[node.id] ?? node.id}</span>;
  }
  if (node.kind === "channel") {
    const name = names.channels[node.id];
    if (name === undefined || !reading) return <span className={classes.mention}>#{name ?? node.id}</span>;
    return (
      <Link className={classes.mention} href={reading.hrefOf(node.id)} prefetch={false}>
        #{name}
      </Link>
    );
  }
  const known = names.people[node.id]?.name;
  const name = node.name ?? known ?? node.id;
  if (!reading || known === undefined) return <span className={classes.mention}>@{name}</span>;
  return (
    <button
      type="button"
      className={classes.mention}
      onClick={() => reading.openPanel({ kind: "person", id: node.id })}
    >
      @{name}
    </button>
  );
}
