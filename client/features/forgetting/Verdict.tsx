"use client";
import { useTranslations } from "next-intl";
import type { ErasureView } from "../../../core/api/erasures.ts";
import { useFormat } from "../../ui/format/useFormat.ts";
import { Icon } from "../../ui/icons/Icon.tsx";
import classes from "./Forgetting.module.css";

/** What became of an erasure that is over: the check's result stands first. */
export function Verdict({ erasure }: { erasure: ErasureView }) {
  const t = useTranslations("forgetting");
  const format = useFormat();
  const left = Object.entries(erasure.traces ?? {});
  const count = left.reduce((sum, [, rows]) => sum + rows, 0);
  if (erasure.status === "failed" || erasure.status === "cancelled")
    return (
      <p className={classes.verdict} data-tone="bad">
        <Icon name="error" size={18} />
        <span>
          {t(erasure.status === "failed" ? "failed" : "cancelled")} {erasure.errorMessage}
        </span>
      </p>
    );
  if (!erasure.erases)
    return (
      <p className={classes.verdict} data-tone="ok">
        <Icon name="done" size={18} />
        <span>{t("optedOut")}</span>
      </p>
    );
  return (
    <div className={classes.verdict} data-tone={count === 0 ? "ok" : "warn"}>
      <Icon name={count === 0 ? "done" : "warning"} size={18} />
      <span>
        <strong>{t("tracesLeft", { count, shown: format.number(count) })}</strong>{" "}
        {t("scanned", { columns: format.number(erasure.columnsScanned ?? 0) })}
        {left.length > 0 && (
          <ul className={classes.traces}>
            {left.map(([column, rows]) => (
              <li key={column}>
                <code>{column}</code>: {format.number(rows)}
              </li>
            ))}
          </ul>
        )}
      </span>
    </div>
  );
}
