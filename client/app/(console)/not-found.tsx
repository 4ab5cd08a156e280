"use client";
import { Button } from "@mantine/core";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { EmptyState } from "../../ui/common/EmptyState.tsx";

export default function NotFound() {
  const t = useTranslations("errors");
  return (
    <EmptyState
      icon="empty"
      action={
        <Button component={Link} href="/" variant="default">
          {t("toOverview")}
        </Button>
      }
    >
      {t("notFoundTitle")}
    </EmptyState>
  );
}
