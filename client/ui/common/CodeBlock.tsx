/* oxlint-disable jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reachable by keyboard */
"use client";
import { Button } from "@mantine/core";
import { useClipboard } from "@mantine/hooks";
import { useTranslations } from "next-intl";
import { Icon } from "../icons/Icon.tsx";
import classes from "./CodeBlock.module.css";

/** Text for programs, as it is, with a button that copies it. `label`: what it is, where no heading says so. */
export function CodeBlock({ text, label }: { text: string; label?: string }) {
  const t = useTranslations("common");
  const clipboard = useClipboard({ timeout: 1_500 });
  return (
    <div className={classes.block}>
      <pre className={classes.code} tabIndex={0} {...(label ? { role: "group", "aria-label": label } : {})}>
        <code>{text}</code>
      </pre>
      <Button
        className={classes.copy}
        size="compact-sm"
        variant="default"
        leftSection={<Icon name={clipboard.copied ? "check" : "copy"} size={14} />}
        onClick={() => clipboard.copy(text)}
      >
        {clipboard.copied ? t("copied") : t("copy")}
      </Button>
    </div>
  );
}
