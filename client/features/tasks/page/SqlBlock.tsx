/* oxlint-disable jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reachable by keyboard */
"use client";
import { Button } from "@mantine/core";
import { useClipboard } from "@mantine/hooks";
import { useTranslations } from "next-intl";
import { Icon } from "../../../ui/icons/Icon.tsx";
import classes from "./SqlBlock.module.css";

/** The query that shows the same in psql. */
export function SqlBlock({ sql }: { sql: string }) {
  const t = useTranslations("common");
  const tTask = useTranslations("task");
  const clipboard = useClipboard({ timeout: 1_500 });
  return (
    <div className={classes.block}>
      <p className={classes.hint}>{tTask("sqlHint")}</p>
      <pre className={classes.sql} tabIndex={0}>
        <code>{sql}</code>
      </pre>
      <Button
        className={classes.copy}
        size="compact-sm"
        variant="default"
        leftSection={<Icon name={clipboard.copied ? "check" : "copy"} size={14} />}
        onClick={() => clipboard.copy(sql)}
      >
        {clipboard.copied ? t("copied") : t("copy")}
      </Button>
    </div>
  );
}
