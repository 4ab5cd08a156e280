"use client";
import { SegmentedControl, TextInput } from "@mantine/core";
import { useTranslations } from "next-intl";
import { useState } from "react";
import type { ScheduleView } from "../../../core/api/schedules.ts";
import { Form } from "../../ui/common/Form.tsx";
import { ChannelChoice } from "./ChannelChoice.tsx";
import { ExportFields } from "./ExportFields.tsx";
import classes from "./ScheduleEditor.module.css";
import { emptySchedule, formOf, problemOf, type ScheduleForm, toInput } from "./scheduleForm.ts";
import { TimeFields } from "./TimeFields.tsx";
import { useScheduleActions } from "./useSchedules.ts";

interface ScheduleEditorProps {
  guildId: string;
  /** The one to change; a new one without. */
  schedule?: ScheduleView;
  onDone: () => void;
}

/** The form of a schedule. It closes once the API took it. */
export function ScheduleEditor({ guildId, schedule, onDone }: ScheduleEditorProps) {
  const t = useTranslations("schedules");
  const tTasks = useTranslations("tasks");
  const actions = useScheduleActions();
  const [form, setForm] = useState<ScheduleForm>(() =>
    schedule ? formOf(schedule) : emptySchedule(Intl.DateTimeFormat().resolvedOptions().timeZone),
  );
  const change = (part: Partial<ScheduleForm>) => setForm((before) => ({ ...before, ...part }));
  const submit = async () => {
    const { guildId: _, ...rest } = toInput(form, guildId);
    const isSaved = schedule
      ? await actions.change(schedule.id, rest)
      : await actions.create({ ...rest, guildId });
    if (isSaved) onDone();
  };
  return (
    <Form
      submit={schedule ? t("save") : t("create")}
      back={t("back")}
      isBusy={actions.isActing}
      isDisabled={problemOf(form) !== null}
      onSubmit={submit}
      onBack={onDone}
    >
      <TextInput
        label={t("name")}
        placeholder={t("namePlaceholder")}
        maxLength={100}
        value={form.name}
        onChange={(event) => change({ name: event.currentTarget.value })}
      />
      <ChannelChoice
        guildId={guildId}
        chosen={form.channelIds}
        onChange={(channelIds) => change({ channelIds })}
      />
      <div>
        <span className={classes.caption} id="schedule-kind">
          {t("kind")}
        </span>
        <SegmentedControl
          size="xs"
          fullWidth
          aria-labelledby="schedule-kind"
          value={form.kind}
          onChange={(kind) => change({ kind })}
          data={[
            { value: "fetch", label: t("kindFetch") },
            { value: "export", label: t("kindExport") },
          ]}
        />
      </div>
      {form.kind === "export" && (
        <ExportFields form={form} onChange={(part) => change({ export: { ...form.export, ...part } })} />
      )}
      {form.kind === "fetch" && (
        <div>
          <span className={classes.caption} id="schedule-mode">
            {t("mode")}
          </span>
          <SegmentedControl
            size="xs"
            fullWidth
            aria-labelledby="schedule-mode"
            value={form.mode}
            onChange={(mode) => change({ mode })}
            data={[
              { value: "fill", label: tTasks("mode_fill") },
              { value: "reconcile", label: tTasks("mode_reconcile") },
            ]}
          />
        </div>
      )}
      {form.kind === "fetch" && (
        <TextInput
          label={t("days")}
          description={t("daysHint")}
          inputMode="numeric"
          value={form.newestDays}
          error={problemOf(form) === "days" ? t("daysProblem") : undefined}
          onChange={(event) => change({ newestDays: event.currentTarget.value.trim() })}
        />
      )}
      <TimeFields cron={form.cron} timeZone={form.timeZone} onChange={change} />
    </Form>
  );
}
