import type { ReactNode } from "react";
import classes from "./PageHeader.module.css";

/** The page's one h1, what belongs to it, and its actions. */
export function PageHeader({
  title,
  lead,
  children,
}: {
  title: ReactNode;
  lead?: ReactNode;
  children?: ReactNode;
}) {
  return (
    <div className={classes.header}>
      <div className={classes.words}>
        <h1 className={classes.title}>{title}</h1>
        {lead && <div className={classes.lead}>{lead}</div>}
      </div>
      {children && <div className={classes.actions}>{children}</div>}
    </div>
  );
}
