"use client";
import { Button } from "@mantine/core";
import { useTranslations } from "next-intl";
import { CopyValue } from "./CopyValue.tsx";
import { EmptyState } from "./EmptyState.tsx";

/** In place of a page that threw. `id` finds the error in the console process's log; null when it never got there. */
export function BrokenPage({ id, retry }: { id: string | null; retry: () => void }) {
  const t = useTranslations("errors");
  return (
    <EmptyState icon="warning" action={<Button onClick={retry}>{t("reload")}</Button>}>
      <strong>{t("pageTitle")}</strong>
      <br />
      {t("pageLead")}
      {id && (
        <>
          <br />
          {t("requestId")} <CopyValue value={id} />
        </>
      )}
    </EmptyState>
  );
}
