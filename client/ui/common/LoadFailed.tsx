"use client";
import { Button } from "@mantine/core";
import { useTranslations } from "next-intl";
import type { ApiError } from "../../http/errors.ts";
import { EmptyState } from "./EmptyState.tsx";
import { ErrorNote } from "./ErrorNote.tsx";

/** In place of a view whose first answer failed. It goes on trying by itself; the button tries at once. */
export function LoadFailed({ error, retry }: { error: ApiError; retry: () => void }) {
  const t = useTranslations("common");
  return (
    <EmptyState
      icon="warning"
      action={
        <Button variant="default" onClick={retry}>
          {t("tryAgain")}
        </Button>
      }
    >
      <ErrorNote error={error} />
    </EmptyState>
  );
}
