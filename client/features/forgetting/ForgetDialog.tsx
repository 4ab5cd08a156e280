"use client";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { LazyModal } from "../../ui/dialog/LazyDialogs.tsx";
import { ErasureProgress } from "./ErasureProgress.tsx";
import { ForgetForm } from "./ForgetForm.tsx";
import type { ForgetTarget } from "./useForgetting.ts";

interface ForgetDialogProps {
  opened: boolean;
  target: ForgetTarget;
  /** As people know it; it has to be typed. */
  name: string;
  /** It is asked for: from now on nothing new of it is stored. */
  onStarted?: () => void;
  onClose: () => void;
}

/** Asks before something is forgotten, then shows how far it is and what the check found. */
export function ForgetDialog({ opened, target, name, onStarted, onClose }: ForgetDialogProps) {
  const t = useTranslations("forgetting");
  const [erasureId, setErasureId] = useState<string | null>(null);
  const close = () => {
    setErasureId(null);
    onClose();
  };
  return (
    <LazyModal opened={opened} onClose={close} size="lg" title={t("title", { name })}>
      {erasureId === null ? (
        <ForgetForm
          target={target}
          name={name}
          onStarted={(id) => {
            setErasureId(id);
            onStarted?.();
          }}
          onClose={close}
        />
      ) : (
        <ErasureProgress erasureId={erasureId} onClose={close} />
      )}
    </LazyModal>
  );
}
