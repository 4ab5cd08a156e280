"use client";
import { useTranslations } from "next-intl";
import { useCallback } from "react";
import type { Platform } from "../../../core/model/platform.ts";
import { useFormat } from "../../ui/format/useFormat.ts";
import type { Stretch } from "./coverage.ts";

/** Says from when to when a stretch goes, and how long that is; by message numbers where ids carry no time. */
export function useStretchWords() {
  const t = useTranslations("coverage");
  const format = useFormat();
  return useCallback(
    ({ from, to }: Pick<Stretch, "from" | "to">, platform: Platform) =>
      platform === "discord"
        ? { range: format.range(from, to), length: format.duration((to - from) / 1_000) }
        : {
            range: t("messageRange", { from: format.number(from), to: format.number(to - 1) }),
            length: t("messageCount", { count: to - from }),
          },
    [t, format],
  );
}
