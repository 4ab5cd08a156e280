"use client";
import { useTranslations } from "next-intl";
import { useFormat } from "../../../ui/format/useFormat.ts";
import classes from "./EstimateBox.module.css";
import type { FetchFormState } from "./useFetchForm.ts";

/** What the fetch would cost at the platform's rate limit. Keeps its height while it is worked out. */
export function EstimateBox({ form }: { form: FetchFormState }) {
  const t = useTranslations("fetch");
  const tErrors = useTranslations("errors");
  const format = useFormat();
  const { estimate, estimateError, isEstimating, problem } = form;
  if (problem?.field === "channels") return <p className={classes.problem}>{t(`problem_${problem.code}`)}</p>;
  const atLeast = (text: string) => (estimate?.isLowerBound ? t("atLeast", { amount: text }) : text);
  const figures: [string, string][] = [
    [
      t("estimateMessages"),
      estimate && estimate.messages !== null ? atLeast(format.compact(estimate.messages)) : "—",
    ],
    [t("estimateRequests"), estimate ? atLeast(format.compact(estimate.requests)) : "—"],
    [t("estimateTime"), estimate ? atLeast(format.about(Math.max(1, estimate.seconds))) : "—"],
  ];
  const note = () => {
    if (estimateError && !estimate) return tErrors(estimateError.code);
    if (estimate?.requests === 0) return t("estimateNothing");
    if (estimate && estimate.unreadableChannels > 0)
      return t("estimateUnreadable", { count: estimate.unreadableChannels });
    if (estimate?.isLowerBound) return t("estimateLower");
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
    </div>
  );
}
