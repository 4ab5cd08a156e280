"use client";
import { UnstyledButton } from "@mantine/core";
import { useTranslations } from "next-intl";
import { useContext } from "react";
import type { MessageView } from "../../../../core/api/reading.ts";
import { parseMarkup } from "../../../../core/model/markup/parseMarkup.ts";
import { useFormat } from "../../../ui/format/useFormat.ts";
import { Icon } from "../../../ui/icons/Icon.tsx";
import type { MenuEntry } from "../../../ui/menu/entries.ts";
import { MenuButton } from "../../../ui/menu/MenuButton.tsx";
import { notify } from "../../../ui/toasts/toasts.ts";
import { readerPath } from "../../channels/readerPath.ts";
import { NamesContext } from "../markup/NamesContext.ts";
import { useReading } from "../ReadingContext.ts";
import { asJson, asMarkdown, asText } from "../share/copyMessage.ts";
import classes from "./MessageMenu.module.css";

const nowText = () => new Date().toISOString();

/** What can be done with a message, and taken away of it. */
export function MessageMenu({
  message,
  name,
  onBookmark,
  onForget,
}: {
  message: MessageView;
  /** Of its author. */
  name: string;
  onBookmark: () => void;
  /** Asks for it to be forgotten. */
  onForget: () => void;
}) {
  const t = useTranslations("reader");
  const format = useFormat();
  const { guildId, channelId, openPanel } = useReading();
  const page = useContext(NamesContext);
  const copy = (text: string) =>
    void navigator.clipboard.writeText(text).then(
      () => notify.done(t("copied")),
      (error: unknown) => notify.failed(t("copyFailed"), error),
    );
  const linkTo = (parameters: Parameters<typeof readerPath>[2]) =>
    `${location.origin}${readerPath(guildId, channelId, parameters)}`;
  const copied = () => ({
    message,
    author: name,
    time: format.dateTime(message.createdAt),
    nodes: parseMarkup(message.content, message.entities, page.channel.platform),
    names: page,
    link: linkTo({ message: message.id }),
  });
  const item = (
    key: string,
    text: string,
    icon: "copy" | "hash" | "bookmark" | "user" | "clock",
    onSelect: () => void,
  ): MenuEntry => ({
    kind: "item",
    key,
    text,
    icon,
    onSelect,
  });
  const { authorId, postedAs, deletedAt } = message;
  const entries: MenuEntry[] = [
    item("bookmark", message.bookmark ? t("bookmarkChange") : t("bookmarkAdd"), "bookmark", onBookmark),
    ...(authorId !== null && postedAs === null
      ? [item("person", t("messagesOf", { name }), "user", () => openPanel({ kind: "person", id: authorId }))]
      : []),
    { kind: "divider", key: "copy" },
    item("link", t("copyLink"), "copy", () => copy(linkTo({ message: message.id }))),
    item("moment", t("copyMoment"), "clock", () =>
      copy(linkTo({ message: message.id, asOf: deletedAt ?? nowText() })),
    ),
    item("text", t("copyText"), "copy", () => copy(asText(copied()))),
    item("markdown", t("copyMarkdown"), "copy", () => copy(asMarkdown(copied()))),
    item("json", t("copyJson"), "copy", () => copy(asJson(message, page))),
    item("id", t("copyId"), "hash", () => copy(message.id)),
    { kind: "divider", key: "forget" },
    {
      kind: "item",
      key: "forget",
      text: t("forget"),
      icon: "cancel",
      isDangerous: true,
      onSelect: onForget,
    },
  ];
  return (
    <span className={classes.menu}>
      <UnstyledButton
        className={classes.button}
        data-bookmark
        onClick={onBookmark}
        aria-label={message.bookmark ? t("bookmarkChange") : t("bookmarkAdd")}
      >
        <Icon name="bookmark" />
      </UnstyledButton>
      <MenuButton
        width={240}
        entries={entries}
        target={
          <UnstyledButton className={classes.button} data-actions aria-label={t("actions")}>
            <Icon name="dots" />
          </UnstyledButton>
        }
      />
    </span>
  );
}
