import { useTranslations } from "next-intl";
import classes from "./Brand.module.css";

/** The product's sign: a coverage bar with one gap being closed. */
export function Brand({ size = 26 }: { size?: number }) {
  const t = useTranslations("common");
  return (
    <span className={classes.brand}>
      <svg width={size} height={size} viewBox="0 0 32 32" aria-hidden="true" focusable="false">
        <rect width="32" height="32" rx="8" fill="var(--accent)" />
        <rect x="7" y="8" width="18" height="4" rx="2" fill="#fff" />
        <rect x="7" y="14" width="11" height="4" rx="2" fill="#fff" />
        <rect x="20" y="14" width="5" height="4" rx="2" fill="#ffc46b" />
        <rect x="7" y="20" width="18" height="4" rx="2" fill="#fff" opacity="0.62" />
      </svg>
      <span className={classes.name}>{t("product")}</span>
    </span>
  );
}
