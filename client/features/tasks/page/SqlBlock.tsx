"use client";
import { useTranslations } from "next-intl";
import { CodeBlock } from "../../../ui/common/CodeBlock.tsx";
import classes from "./SqlBlock.module.css";

/** The query that shows the same in psql. */
export function SqlBlock({ sql }: { sql: string }) {
  const t = useTranslations("task");
  return (
    <>
      <p className={classes.hint}>{t("sqlHint")}</p>
      <CodeBlock text={sql} />
    </>
  );
}
