"use client";
import { Skeleton } from "@mantine/core";
import { useTranslations } from "next-intl";
import { ErrorNote } from "../../ui/common/ErrorNote.tsx";
import { Icon } from "../../ui/icons/Icon.tsx";
import classes from "./HealthChecks.module.css";
import { useHealth } from "./useHealth.ts";

const checks = ["database", "migrations", "bot", "accounts", "servers", "disk"] as const;
const icons = { healthy: "done", degraded: "warning", unhealthy: "error" } as const;

/** Each part with how it does. */
export function HealthChecks() {
  const t = useTranslations("system");
  const { data, error } = useHealth();
  if (!data) return error ? <ErrorNote error={error} /> : <Skeleton height={40} radius={7} />;
  return (
    <ul className={classes.checks}>
      {checks.map((name) => {
        const check = data.checks[name];
        return (
          <li key={name} className={classes.check} data-status={check.status}>
            <Icon name={icons[check.status]} size={20} />
            <span>
              <span className={classes.name}>{t(`check_${name}`)}</span>
              <span className={classes.detail}>
                {t(`health_${check.status}`)}
                {check.latencyMs !== undefined && ` · ${t("latency", { ms: Math.round(check.latencyMs) })}`}
                {check.detail && ` · ${check.detail}`}
              </span>
            </span>
          </li>
        );
      })}
    </ul>
  );
}
