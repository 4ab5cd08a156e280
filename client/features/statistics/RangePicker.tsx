"use client";
import { TextInput } from "@mantine/core";
import { useTranslations } from "next-intl";
import { statisticsRanges } from "../../../core/model/statistics/span.ts";
import { FilterChips } from "../../ui/common/FilterChips.tsx";
import classes from "./Statistics.module.css";
import type { RangeChoice } from "./useStatistics.ts";

/** Which days are shown. */
export function RangePicker({
  choice,
  onChoose,
  span,
}: {
  choice: RangeChoice;
  onChoose: (choice: RangeChoice) => void;
  /** The days that are shown now: a custom range begins with them. */
  span: { from: string; to: string } | undefined;
}) {
  const t = useTranslations("statistics");
  const isCustom = choice.range === "custom";
  return (
    <div className={classes.ranges}>
      <FilterChips
        label={t("range")}
        options={statisticsRanges.map((value) => ({ value, label: t(`range_${value}`) }))}
        chosen={choice.range}
        onChoose={(range) =>
          onChoose(
            range === "custom"
              ? { range, from: span?.from ?? null, to: span?.to ?? null }
              : { range, from: null, to: null },
          )
        }
      />
      {isCustom && (
        <div className={classes.days}>
          {(["from", "to"] as const).map((end) => (
            <TextInput
              key={end}
              type="date"
              label={t(end)}
              value={choice[end] ?? ""}
              min={end === "to" ? (choice.from ?? undefined) : undefined}
              max={end === "from" ? (choice.to ?? undefined) : undefined}
              onChange={(event) => {
                const day = event.currentTarget.value;
                const next = { ...choice, [end]: day };
                if (day !== "" && (next.from ?? "") <= (next.to ?? "")) onChoose(next);
              }}
            />
          ))}
        </div>
      )}
    </div>
  );
}
