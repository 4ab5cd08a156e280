"use client";
import Link from "next/link";
import { useTranslations } from "next-intl";
import type { SearchView } from "../../../core/api/search.ts";
import { useFormat } from "../../ui/format/useFormat.ts";
import { Icon } from "../../ui/icons/Icon.tsx";
import classes from "./SearchPage.module.css";

/** Says that not everything can be found yet, and how far it is. */
export function IndexNote({ index }: { index: SearchView["index"] }) {
  const t = useTranslations("search");
  const format = useFormat();
  if (index.isComplete || index.taskId === null) return null;
  return (
    <p className={classes.index}>
      <Icon name="info" size={15} />
      <span>
        {t("indexing", { share: format.percent(index.progress ?? 0) })}{" "}
        <Link href={`/tasks/${index.taskId}`}>{t("indexTask")}</Link>
      </span>
    </p>
  );
}
