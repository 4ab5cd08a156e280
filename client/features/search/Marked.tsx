import type { ReactNode } from "react";
import type { ExcerptView } from "../../../core/api/search.ts";
import classes from "./Hit.module.css";

/** An excerpt with what was found in it marked. Plain text: nothing in it is markup. */
export function Marked({ excerpt }: { excerpt: ExcerptView }) {
  const parts: ReactNode[] = [];
  let at = 0;
  for (const [from, to] of excerpt.marks) {
    parts.push(
      excerpt.text.slice(at, from),
      <mark key={from} className={classes.mark}>
        {excerpt.text.slice(from, to)}
      </mark>,
    );
    at = to;
  }
  parts.push(excerpt.text.slice(at));
  return (
    <>
      {excerpt.isCutBefore && "… "}
      {parts}
      {excerpt.isCutAfter && " …"}
    </>
  );
}
