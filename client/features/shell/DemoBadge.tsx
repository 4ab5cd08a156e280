"use client";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { Icon } from "../../ui/icons/Icon.tsx";
import { useChosenGuild } from "../channels/useChosenGuild.tsx";
import { useWorkers } from "../system/useWorkers.ts";
import classes from "./DemoBadge.module.css";

/** Says that nothing here is real yet, and leads to how to change that. */
export function DemoBadge({ onNavigate }: { onNavigate?: (() => void) | undefined }) {
  const t = useTranslations("shell");
  const { data } = useWorkers();
  const { linkTo } = useChosenGuild();
  if (!data?.isDemo) return null;
  return (
    <Link className={classes.badge} href={linkTo("/system")} onClick={onNavigate}>
      <span className={classes.head}>
        <Icon name="spark" size={14} />
        {t("demo")}
      </span>
      <span className={classes.hint}>
        {t("demoHint")} <span className={classes.go}>{t("demoLink")}</span>
      </span>
    </Link>
  );
}
