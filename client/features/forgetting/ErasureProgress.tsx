"use client";
import { Button, Skeleton } from "@mantine/core";
import { useTranslations } from "next-intl";
import type { ErasureView } from "../../../core/api/erasures.ts";
import { LoadFailed } from "../../ui/common/LoadFailed.tsx";
import { ProgressBar } from "../../ui/common/ProgressBar.tsx";
import { Counts } from "./Counts.tsx";
import classes from "./Forgetting.module.css";
import { isOver, useErasure } from "./useForgetting.ts";
import { Verdict } from "./Verdict.tsx";

/** How far an erasure is, and in the end what went and what the check found. It goes on when the dialog is closed. */
export function ErasureProgress({ erasureId, onClose }: { erasureId: string; onClose: () => void }) {
  const t = useTranslations("forgetting");
  const { data, error, mutate } = useErasure(erasureId);
  if (!data)
    return error ? (
      <LoadFailed error={error} retry={() => void mutate()} />
    ) : (
      <Skeleton height={120} radius={12} aria-busy="true" />
    );
  const { erasure } = data;
  return (
    <div className={classes.form}>
      <output>
        {isOver(erasure) ? (
          <Verdict erasure={erasure} />
        ) : (
          <p className={classes.text}>{t(phaseOf(erasure))}</p>
        )}
      </output>
      {!isOver(erasure) && <ProgressBar share={erasure.progress} label={t("progress")} size="large" />}
      {erasure.erases && <Counts counts={erasure.counts} />}
      {!isOver(erasure) && <p className={classes.quiet}>{t("goesOn")}</p>}
      <div className={classes.buttons}>
        <Button variant="default" onClick={onClose} data-autofocus>
          {t("close")}
        </Button>
      </div>
    </div>
  );
}

const phaseOf = ({ phase, status }: ErasureView) =>
  status === "paused" ? "phase_paused" : (`phase_${phase}` as const);
