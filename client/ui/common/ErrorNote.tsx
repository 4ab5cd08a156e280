"use client";
import { useTranslations } from "next-intl";
import type { ApiError } from "../../http/errors.ts";
import { CopyValue } from "./CopyValue.tsx";
import classes from "./ErrorNote.module.css";
import { Technical } from "./Technical.tsx";

/** What went wrong, in words; its code, the field at fault and the id to find it in the log for whoever asks. */
export function ErrorNote({ error }: { error: ApiError }) {
  const t = useTranslations("errors");
  return (
    <div className={classes.note}>
      <span>{t(error.code)}</span>
      <Technical
        facts={[
          { name: t("code"), value: error.code, isCode: true },
          ...(error.field ? [{ name: t("field"), value: error.field, isCode: true }] : []),
          ...(error.requestId
            ? [{ name: t("requestId"), value: <CopyValue value={error.requestId} /> }]
            : []),
        ]}
      />
    </div>
  );
}
