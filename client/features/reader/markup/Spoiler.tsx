"use client";
import { useTranslations } from "next-intl";
import { type ReactNode, useState } from "react";
import classes from "./Markup.module.css";

/** Hidden until it is asked for; what it hides cannot be reached before, neither by pointer nor by keyboard. */
export function Spoiler({ children }: { children: ReactNode }) {
  const t = useTranslations("reader");
  const [isOpen, setOpen] = useState(false);
  if (isOpen) return <span className={classes.revealed}>{children}</span>;
  return (
    // Not a button: it may hold links and lists, which a button may not.
    <span className={classes.spoiler}>
      <span aria-hidden="true" inert>
        {children}
      </span>
      <button
        type="button"
        className={classes.cover}
        onClick={() => setOpen(true)}
        aria-expanded={false}
        aria-label={t("spoilerShow")}
      />
    </span>
  );
}
