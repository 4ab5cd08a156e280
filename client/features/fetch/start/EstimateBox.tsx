"use client";
import { useTranslations } from "next-intl";
import { useFormat } from "../../../ui/format/useFormat.ts";
import classes from "./EstimateBox.module.css";
import type { FetchFormState } from "./useFetchForm.ts";

/** What the fetch would cost at the platform's rate limit, and how sure that is. Keeps its height while worked out. */
export function EstimateBox({ form }: { form: FetchFormState }) {
  const t = useTranslations("fetch");
  const tErrors = useTranslations("errors");
  const format = useFormat();
  const { estimate, estimateError, isEstimating, problem } = form;
  if (problem?.field === "channels") return <p className={classes.problem}>{t(`problem_${problem.code}`)}</p>;
  const isSure = estimate?.certainty === "measured";
  const range = (
    likely: number,
    [least, most]: readonly [number, number],
    write: (value: number) => string,
  ) => (isSure ? write(likely) : format.between(write(least), write(most)));
  const figures: [string, string][] = [
    [
      t("estimateMessages"),
      estimate
        ? range(estimate.messages, estimate.messagesRange, (count) => format.compact(rounded(count)))
        : "—",
    ],
    [
      t("estimateTime"),
      estimate
        ? range(estimate.seconds, estimate.secondsRange, (seconds) => format.about(Math.max(1, seconds)))
        : "—",
    ],
  ];
  const note = () => {
    if (estimateError && !estimate) return tErrors(estimateError.code);
    if (!estimate || estimate.requests === 0) return t(estimate ? "estimateNothing" : "estimateNote");
    if (estimate.certainty !== "measured")
      return t(`certainty_${estimate.certainty}`, { platform: form.guild.platform });
    return t("estimateNote");
  };
  return (
    <div
      className={classes.box}
      data-stale={isEstimating || undefined}
      aria-live="polite"
      aria-busy={isEstimating}
    >
      <dl className={classes.figures}>
        {figures.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      <p className={classes.note}>{note()}</p>
      {estimate && estimate.unreadableChannels > 0 && (
        <p className={classes.note}>{t("estimateUnreadable", { count: estimate.unreadableChannels })}</p>
      )}
    </div>
  );
}

/** Two digits: more would claim to be known. */
function rounded(count: number): number {
  if (count < 100) return count;
  const unit = 10 ** (Math.floor(Math.log10(count)) - 1);
  return Math.round(count / unit) * unit;
}
