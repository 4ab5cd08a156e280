"use client";
import { Button } from "@mantine/core";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { Icon } from "../../../ui/icons/Icon.tsx";
import type { Asked } from "../searchAddress.ts";
import { SavedDialog } from "./SavedDialog.tsx";

/** Keeps what is asked at the moment. */
export function SaveButton({ asked }: { asked: Asked }) {
  const t = useTranslations("savedSearches");
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <Button
        size="xs"
        variant="default"
        leftSection={<Icon name="bookmark" size={14} />}
        onClick={() => setOpen(true)}
      >
        {t("save")}
      </Button>
      {isOpen && <SavedDialog search={asked} onClose={() => setOpen(false)} />}
    </>
  );
}
