"use client";
import { SegmentedControl, TextInput } from "@mantine/core";
import { useTranslations } from "next-intl";
import { timeOfId } from "../../../ui/format/ids.ts";
import { useFormat } from "../../../ui/format/useFormat.ts";
import type { FormProblem, RangeKind } from "./fetchForm.ts";
import classes from "./RangeFields.module.css";
import type { FetchFormState } from "./useFetchForm.ts";

/** Which part of the history: all that is missing, between days, or between messages. */
export function RangeFields({ form: state }: { form: FetchFormState }) {
  const t = useTranslations("fetch");
  const format = useFormat();
  const { form, change, problem, guild } = state;
  const errorOf = (field: FormProblem["field"]) =>
    problem?.field === field ? t(`problem_${problem.code}`) : undefined;
  const idHint = (id: string) => {
    if (!/^\d{17,19}$/.test(id)) return undefined;
    const time = timeOfId(id, guild.platform);
    return time === null ? undefined : format.dateTime(time);
  };
  const kinds: { value: RangeKind; label: string }[] = [
    { value: "missing", label: form.mode === "reconcile" ? t("rangeEverything") : t("rangeMissing") },
    { value: "dates", label: t("rangeDates") },
    { value: "messages", label: t("rangeMessages") },
  ];
  return (
    <div className={classes.range}>
      <span className={classes.caption} id="range-label">
        {t("range")}
      </span>
      <SegmentedControl
        size="xs"
        fullWidth
        aria-labelledby="range-label"
        value={form.range}
        onChange={(range) => change({ range })}
        data={kinds}
      />
      {form.range === "dates" && (
        <div className={classes.pair}>
          <TextInput
            type="date"
            size="xs"
            label={t("fromDay")}
            value={form.fromDay}
            error={errorOf("fromDay")}
            onChange={(event) => change({ fromDay: event.currentTarget.value })}
          />
          <TextInput
            type="date"
            size="xs"
            label={t("toDay")}
            value={form.toDay}
            error={errorOf("toDay")}
            onChange={(event) => change({ toDay: event.currentTarget.value })}
          />
        </div>
      )}
      {form.range === "messages" && (
        <div className={classes.stack}>
          <TextInput
            size="xs"
            label={t("afterId")}
            description={idHint(form.afterId)}
            inputWrapperOrder={["label", "input", "description", "error"]}
            inputMode="numeric"
            value={form.afterId}
            error={errorOf("afterId")}
            onChange={(event) => change({ afterId: event.currentTarget.value.trim() })}
          />
          <TextInput
            size="xs"
            label={t("beforeId")}
            description={idHint(form.beforeId)}
            inputWrapperOrder={["label", "input", "description", "error"]}
            inputMode="numeric"
            value={form.beforeId}
            error={errorOf("beforeId")}
            onChange={(event) => change({ beforeId: event.currentTarget.value.trim() })}
          />
        </div>
      )}
    </div>
  );
}
