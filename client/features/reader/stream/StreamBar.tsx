"use client";
import { useTranslations } from "next-intl";
import { Icon } from "../../../ui/icons/Icon.tsx";
import classes from "./StreamBar.module.css";

/** Ways out of where one got to: back to the message one came from, down to the newest. */
export function StreamBar({
  hasNewer,
  canGoBack,
  onBack,
  onNewest,
}: {
  hasNewer: boolean;
  canGoBack: boolean;
  onBack: () => void;
  onNewest: () => void;
}) {
  const t = useTranslations("reader");
  if (!hasNewer && !canGoBack) return null;
  return (
    <div className={classes.bar}>
      {canGoBack && (
        <button type="button" className={classes.button} onClick={onBack}>
          <Icon name="back" size={15} /> {t("back")}
        </button>
      )}
      {hasNewer && (
        <button type="button" className={classes.button} onClick={onNewest}>
          {t("newest")} <Icon name="chevronDown" size={15} />
        </button>
      )}
    </div>
  );
}
