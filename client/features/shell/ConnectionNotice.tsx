"use client";
import { Button } from "@mantine/core";
import { useTranslations } from "next-intl";
import { useEffect } from "react";
import { useSWRConfig } from "swr";
import { failure, refreshedAt } from "../../http/connection.ts";
import type { FailureCode } from "../../http/errors.ts";
import { keepHearing } from "../../http/heartbeat.ts";
import { usePreferences } from "../../state/usePreferences.ts";
import { useStore } from "../../state/useStore.ts";
import { CopyValue } from "../../ui/common/CopyValue.tsx";
import { Icon } from "../../ui/icons/Icon.tsx";
import classes from "./ConnectionNotice.module.css";

const reasons = ["offline", "api_unreachable", "database_away", "timeout"] as const satisfies FailureCode[];
const isReason = (code: FailureCode): code is (typeof reasons)[number] =>
  reasons.includes(code as (typeof reasons)[number]);

/** Why nothing new arrives. Floats above the page's foot, so that nothing moves when it comes and goes. */
export function ConnectionNotice() {
  const t = useTranslations("connection");
  const tErrors = useTranslations("errors");
  const error = useStore(failure);
  const hasArrived = useStore(refreshedAt) !== null;
  const { mutate } = useSWRConfig();
  const [{ polling }] = usePreferences();
  const isPaused = polling === "paused";
  useEffect(() => (isPaused ? undefined : keepHearing()), [isPaused]);
  return (
    <output className={classes.place}>
      {error && (
        <div className={classes.notice}>
          <Icon name="plug" size={18} />
          <div className={classes.words}>
            {t(isReason(error.code) ? error.code : "failing")} {t(hasArrived ? "stale" : "nothingYet")}
            {error.requestId && (
              <span className={classes.request}>
                {tErrors("requestId")} <CopyValue value={error.requestId} />
              </span>
            )}
          </div>
          <Button size="compact-sm" variant="default" onClick={() => void mutate(() => true)}>
            {t("retry")}
          </Button>
        </div>
      )}
    </output>
  );
}
