"use client";
import { useTranslations } from "next-intl";
import { useCallback } from "react";
import type { MissingPermission } from "../../../core/model/channel.ts";
import { useFormat } from "../../ui/format/useFormat.ts";

/** Says in one sentence what the bot lacks to read a channel. */
export function useMissingWords(): (missing: readonly MissingPermission[]) => string {
  const t = useTranslations("permissions");
  const format = useFormat();
  return useCallback(
    (missing) =>
      missing.length === 0
        ? t("unknown")
        : t("needs", { permissions: format.list(missing.map((permission) => t(permission))) }),
    [t, format],
  );
}
