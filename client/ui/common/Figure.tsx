import type { ReactNode } from "react";
import classes from "./Figure.module.css";

/** One large number with its name above and a word about it below. */
export function Figure({
  name,
  value,
  children,
}: {
  name: ReactNode;
  value: ReactNode;
  children?: ReactNode;
}) {
  return (
    <div className={classes.figure}>
      <p className={classes.name}>{name}</p>
      <p className={classes.value}>{value}</p>
      <div className={classes.hint}>{children}</div>
    </div>
  );
}
