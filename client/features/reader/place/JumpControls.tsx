"use client";
import { Button, TextInput, UnstyledButton } from "@mantine/core";
import { useParams, useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { type FormEvent, type RefObject, useState } from "react";
import { Icon } from "../../../ui/icons/Icon.tsx";
import type { MenuEntry } from "../../../ui/menu/entries.ts";
import { MenuButton } from "../../../ui/menu/MenuButton.tsx";
import { useChosenGuild } from "../../channels/useChosenGuild.tsx";
import type { PanelTarget } from "../ReadingContext.ts";
import type { ReadingPlace } from "../window/useMessageWindow.ts";
import classes from "./JumpControls.module.css";

interface JumpControlsProps {
  place: ReadingPlace;
  /** A chat of Telegram: it may have topics. */
  isChat: boolean;
  onGo: (to: Record<string, string | null>) => void;
  onPanel: (target: PanelTarget) => void;
  /** The field of the day, for the shortcut that leads to it. */
  field: RefObject<HTMLInputElement | null>;
}

/** To a day, to the channel as it stood that day, and to what stands beside it. */
export function JumpControls({ place, isChat, onGo, onPanel, field }: JumpControlsProps) {
  const t = useTranslations("reader");
  const tChat = useTranslations("readerChat");
  const tExports = useTranslations("exports");
  const router = useRouter();
  const { channelId } = useParams<{ channelId: string }>();
  const { linkTo } = useChosenGuild();
  const [day, setDay] = useState(() => localDay(place.at ?? place.asOf));
  // Without a zone in the text a day with a time is read on the clock of the browser.
  const timeOf = (clock: string) => {
    const time = new Date(`${day}T${clock}`);
    return Number.isNaN(time.getTime()) ? null : time.toISOString();
  };
  const jump = (event: FormEvent) => {
    event.preventDefault();
    onGo({ at: timeOf("00:00:00") });
  };
  const entries: MenuEntry[] = [
    {
      kind: "item",
      key: "asOf",
      text: t("timeTravel"),
      icon: "clock",
      hint: day === "" ? t("timeTravelHint") : day,
      onSelect: () => (day === "" ? field.current?.focus() : onGo({ asOf: timeOf("23:59:59") })),
    },
    {
      kind: "item",
      key: "first",
      text: t("oldest"),
      icon: "chevronUp",
      onSelect: () => onGo({ at: firstTime }),
    },
    { kind: "item", key: "newest", text: t("newest"), icon: "chevronDown", onSelect: () => onGo({}) },
    ...(isChat
      ? [
          {
            kind: "item",
            key: "topics",
            text: tChat("topics"),
            icon: "forum",
            onSelect: () => onPanel({ kind: "topics" }),
          } satisfies MenuEntry,
        ]
      : []),
    {
      kind: "item",
      key: "export",
      text: tExports("thisChannel"),
      icon: "external",
      onSelect: () => router.push(linkTo("/exports", { channel: channelId })),
    },
  ];
  return (
    <form className={classes.controls} onSubmit={jump}>
      <TextInput
        ref={field}
        type="date"
        size="sm"
        aria-label={t("day")}
        value={day}
        onChange={(event) => setDay(event.currentTarget.value)}
      />
      <Button type="submit" variant="default" disabled={timeOf("00:00:00") === null}>
        {t("jump")}
      </Button>
      <UnstyledButton
        className={classes.icon}
        onClick={() => onPanel({ kind: "pinned" })}
        aria-label={t("pinnedList")}
        title={t("pinnedList")}
      >
        <Icon name="pin" size={18} />
      </UnstyledButton>
      <MenuButton
        width={240}
        entries={entries}
        target={
          <UnstyledButton className={classes.icon} aria-label={t("places")}>
            <Icon name="dots" size={18} />
          </UnstyledButton>
        }
      />
    </form>
  );
}

/** Before either platform was there. */
const firstTime = "2010-01-01T00:00:00.000Z";

/** The day of a time on the clock of the browser, as a date field writes it; empty for none. */
function localDay(time: string | null): string {
  if (time === null || time === firstTime) return "";
  const date = new Date(time);
  const two = (value: number) => String(value).padStart(2, "0");
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}
