"use client";
import { SegmentedControl, TextInput } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useTranslations } from "next-intl";
import { useFormat } from "../../ui/format/useFormat.ts";
import classes from "./ScheduleEditor.module.css";
import { type Rhythm, rhythms } from "./scheduleForm.ts";
import { useNextRuns } from "./useSchedules.ts";

interface TimeFieldsProps {
  cron: string;
  timeZone: string;
  onChange: (part: { cron?: string; timeZone?: string }) => void;
}

const names = Object.keys(rhythms) as Rhythm[];

/** When a schedule comes due: a rhythm or any cron expression, its time zone, and the times that follow from them. */
export function TimeFields({ cron, timeZone, onChange }: TimeFieldsProps) {
  const t = useTranslations("schedules");
  const format = useFormat();
  const [asked] = useDebouncedValue(cron.trim().replaceAll(/\s+/g, " "), 250);
  const [askedZone] = useDebouncedValue(timeZone.trim(), 250);
  const { data, error } = useNextRuns(asked === "" ? null : asked, askedZone);
  const problem = (field: string, words: string) => (error?.field === field ? words : undefined);
  const times = data?.nextRuns ?? [];
  return (
    <>
      <div>
        <span className={classes.caption} id="schedule-rhythm">
          {t("rhythm")}
        </span>
        <SegmentedControl
          size="xs"
          fullWidth
          aria-labelledby="schedule-rhythm"
          value={names.find((name) => rhythms[name] === cron) ?? "own"}
          onChange={(name) => {
            if (name !== "own") onChange({ cron: rhythms[name] });
          }}
          data={[
            ...names.map((name) => ({ value: name, label: t(name) })),
            { value: "own", label: t("own") },
          ]}
        />
      </div>
      <TextInput
        label={t("cron")}
        description={t("cronHint")}
        spellCheck={false}
        value={cron}
        error={problem("cron", t("cronProblem"))}
        onChange={(event) => onChange({ cron: event.currentTarget.value })}
      />
      <TextInput
        label={t("timeZone")}
        list="time-zones"
        spellCheck={false}
        value={timeZone}
        error={problem("timeZone", t("timeZoneProblem"))}
        onChange={(event) => onChange({ timeZone: event.currentTarget.value })}
      />
      <datalist id="time-zones">
        {Intl.supportedValuesOf("timeZone").map((zone) => (
          <option key={zone} value={zone} aria-label={zone} />
        ))}
      </datalist>
      {!error && (
        <p className={classes.runs} aria-live="polite">
          {data && times.length === 0
            ? t("neverDue")
            : t("nextTimes", { times: times.map((time) => format.dateTime(time)).join(" · ") })}
        </p>
      )}
    </>
  );
}
