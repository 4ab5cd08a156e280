import type { ReactNode } from "react";
import classes from "./Panel.module.css";

/** A surface with a heading. `aside` stands at the end of the heading's line. */
export function Panel({
  title,
  aside,
  children,
  flush = false,
}: {
  title?: ReactNode;
  aside?: ReactNode;
  children: ReactNode;
  /** The content reaches the edges (tables, lists). */
  flush?: boolean;
}) {
  return (
    <section className={classes.panel}>
      {title && (
        <header className={classes.header}>
          <h2 className={classes.title}>{title}</h2>
          {aside && <div className={classes.aside}>{aside}</div>}
        </header>
      )}
      <div className={flush ? undefined : classes.body}>{children}</div>
    </section>
  );
}
