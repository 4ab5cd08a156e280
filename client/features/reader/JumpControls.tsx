"use client";
import { Button, TextInput } from "@mantine/core";
import { useTranslations } from "next-intl";
import { type FormEvent, useState } from "react";
import classes from "./JumpControls.module.css";
import type { ReadingPlace } from "./window/useMessageWindow.ts";

/** To a day, to the channel as it stood that day, and back to its end. */
export function JumpControls({
  place,
  onGo,
}: {
  place: ReadingPlace;
  onGo: (to: Record<string, string | null>) => void;
}) {
  const t = useTranslations("reader");
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
  const isElsewhere = place.messageId !== null || place.at !== null;
  return (
    <form className={classes.controls} onSubmit={jump}>
      <TextInput
        type="date"
        size="sm"
        aria-label={t("day")}
        value={day}
        onChange={(event) => setDay(event.currentTarget.value)}
      />
      <Button type="submit" variant="default" disabled={timeOf("00:00:00") === null}>
        {t("jump")}
      </Button>
      <Button
        variant="default"
        disabled={timeOf("23:59:59") === null}
        onClick={() => onGo({ asOf: timeOf("23:59:59") })}
      >
        {t("timeTravel")}
      </Button>
      {isElsewhere && (
        <Button variant="default" onClick={() => onGo({})}>
          {t("newest")}
        </Button>
      )}
    </form>
  );
}

/** The day of a time on the clock of the browser, as a date field writes it; empty for none. */
function localDay(time: string | null): string {
  if (time === null) return "";
  const date = new Date(time);
  const two = (value: number) => String(value).padStart(2, "0");
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}
