"use client";
import { useTranslations } from "next-intl";
import { type ReactNode, useState } from "react";
import classes from "./Markup.module.css";

/** A long quote: its beginning, and the rest when it is asked for. */
export function FoldedQuote({ children }: { children: ReactNode }) {
  const t = useTranslations("reader");
  const [isOpen, setOpen] = useState(false);
  return (
    <blockquote className={classes.quote}>
      <span className={isOpen ? undefined : classes.folded}>{children}</span>
      <button type="button" className={classes.fold} onClick={() => setOpen(!isOpen)} aria-expanded={isOpen}>
        {isOpen ? t("less") : t("more")}
      </button>
    </blockquote>
  );
}
