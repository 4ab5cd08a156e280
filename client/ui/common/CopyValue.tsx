"use client";
import { UnstyledButton } from "@mantine/core";
import { useClipboard } from "@mantine/hooks";
import { useTranslations } from "next-intl";
import { Icon } from "../icons/Icon.tsx";
import classes from "./CopyValue.module.css";

/** An id or address that one click copies. */
export function CopyValue({ value, label }: { value: string; label?: string }) {
  const clipboard = useClipboard({ timeout: 1_500 });
  const t = useTranslations("common");
  return (
    <UnstyledButton
      className={classes.button}
      onClick={() => clipboard.copy(value)}
      aria-label={clipboard.copied ? t("copied") : t("copyThis", { value: label ?? value })}
    >
      <code>{value}</code>
      <Icon name={clipboard.copied ? "check" : "copy"} size={13} />
    </UnstyledButton>
  );
}
