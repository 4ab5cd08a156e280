"use client";
import { Button } from "@mantine/core";
import { useTranslations } from "next-intl";
import { Icon } from "../../../ui/icons/Icon.tsx";
import classes from "./Pager.module.css";

interface PagerProps {
  isFirst: boolean;
  nextCursor: string | null;
  /** Null: to the newest. */
  onMove: (cursor: string | null) => void;
}

/** Older tasks, and back to the newest. Nothing where there is one page; the browser's back goes one page back. */
export function Pager({ isFirst, nextCursor, onMove }: PagerProps) {
  const t = useTranslations("tasks");
  if (isFirst && nextCursor === null) return null;
  return (
    <div className={classes.pager}>
      <Button variant="default" size="compact-md" disabled={isFirst} onClick={() => onMove(null)}>
        {t("newest")}
      </Button>
      <Button
        variant="default"
        size="compact-md"
        disabled={nextCursor === null}
        rightSection={<Icon name="arrowRight" size={15} />}
        onClick={() => onMove(nextCursor)}
      >
        {t("older")}
      </Button>
    </div>
  );
}
