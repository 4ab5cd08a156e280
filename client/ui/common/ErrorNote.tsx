"use client";
import { useTranslations } from "next-intl";
import type { ApiError } from "../../http/errors.ts";
import { CopyValue } from "./CopyValue.tsx";
import classes from "./ErrorNote.module.css";

/** What went wrong, in words, with the request id to find it in the log. */
export function ErrorNote({ error }: { error: ApiError }) {
  const t = useTranslations("errors");
  return (
    <span className={classes.note}>
      <span>{t(error.code)}</span>
      {error.requestId && (
        <span className={classes.request}>
          {t("requestId")} <CopyValue value={error.requestId} />
          {error.field && <code>{error.field}</code>}
        </span>
      )}
    </span>
  );
}
