"use client";
import { UnstyledButton } from "@mantine/core";
import { useTranslations } from "next-intl";
import type { MessageView } from "../../../../core/api/reading.ts";
import { Icon } from "../../../ui/icons/Icon.tsx";
import type { MenuEntry } from "../../../ui/menu/entries.ts";
import { MenuButton } from "../../../ui/menu/MenuButton.tsx";
import { notify } from "../../../ui/toasts/toasts.ts";
import { readerPath } from "../../channels/readerPath.ts";
import classes from "./MessageMenu.module.css";

/** What can be taken away from a message: its link, its text, its data. */
export function MessageMenu({
  guildId,
  channelId,
  message,
}: {
  guildId: string;
  channelId: string;
  message: MessageView;
}) {
  const t = useTranslations("reader");
  const copy = (text: string) =>
    void navigator.clipboard.writeText(text).then(
      () => notify.done(t("copied")),
      (error: unknown) => notify.failed(t("copyFailed"), error),
    );
  const link = () => `${location.origin}${readerPath(guildId, channelId, { message: message.id })}`;
  const entries: MenuEntry[] = [
    { kind: "item", key: "link", text: t("copyLink"), icon: "copy", onSelect: () => copy(link()) },
    { kind: "item", key: "text", text: t("copyText"), icon: "copy", onSelect: () => copy(message.content) },
    {
      kind: "item",
      key: "json",
      text: t("copyJson"),
      icon: "copy",
      onSelect: () => copy(JSON.stringify(message, null, 2)),
    },
    { kind: "item", key: "id", text: t("copyId"), icon: "hash", onSelect: () => copy(message.id) },
  ];
  return (
    <span className={classes.menu}>
      <MenuButton
        width={200}
        entries={entries}
        target={
          <UnstyledButton className={classes.button} aria-label={t("actions")}>
            <Icon name="dots" />
          </UnstyledButton>
        }
      />
    </span>
  );
}
