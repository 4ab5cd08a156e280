"use client";
import { useTranslations } from "next-intl";
import type { TaskMode } from "../../../../core/model/task.ts";
import classes from "./ModeChoice.module.css";

const modes: TaskMode[] = ["fill", "reconcile"];

/** Fill what is missing, or read again what is there. */
export function ModeChoice({ mode, onChange }: { mode: TaskMode; onChange: (mode: TaskMode) => void }) {
  const t = useTranslations("fetch");
  return (
    <fieldset className={classes.choice}>
      <legend className={classes.caption}>{t("mode")}</legend>
      {modes.map((each) => (
        <label key={each} className={classes.option}>
          <input type="radio" name="mode" checked={each === mode} onChange={() => onChange(each)} />
          <span className={classes.name}>{t(`mode_${each}`)}</span>
          <span className={classes.hint}>{t(`mode_${each}_hint`)}</span>
        </label>
      ))}
    </fieldset>
  );
}
