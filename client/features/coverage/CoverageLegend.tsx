import { useTranslations } from "next-intl";
import classes from "./CoverageLegend.module.css";

/** What the colours of coverage bars mean. */
export function CoverageLegend() {
  const t = useTranslations("coverage");
  return (
    <ul className={classes.legend}>
      <li data-kind="covered">{t("legendCovered")}</li>
      <li data-kind="hole">{t("legendHole")}</li>
      <li data-kind="before">{t("legendOpen")}</li>
    </ul>
  );
}
