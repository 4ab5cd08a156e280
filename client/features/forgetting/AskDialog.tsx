"use client";
import { Button, NativeSelect, TextInput } from "@mantine/core";
import { useTranslations } from "next-intl";
import { useState } from "react";
import type { ErasureSubject } from "../../../core/api/erasures.ts";
import { erasureSubjects } from "../../../core/model/erasure.ts";
import { LazyModal } from "../../ui/dialog/LazyDialogs.tsx";
import { ForgetDialog } from "./ForgetDialog.tsx";
import classes from "./Forgetting.module.css";
import type { ForgetTarget } from "./useForgetting.ts";

const isId = (text: string) => /^-?\d{1,19}$/.test(text.trim());

/** Asks what to forget, by its id: also somebody the archive does not know yet. */
export function AskDialog({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const t = useTranslations("forgetting");
  const [subject, setSubject] = useState<ErasureSubject>("person");
  const [id, setId] = useState("");
  const [channelId, setChannelId] = useState("");
  const [target, setTarget] = useState<ForgetTarget | null>(null);
  const isReady = isId(id) && (subject !== "message" || isId(channelId));
  const close = () => {
    setTarget(null);
    setId("");
    onClose();
  };
  if (target) return <ForgetDialog opened target={target} name={id.trim()} onClose={close} />;
  return (
    <LazyModal opened={opened} onClose={close} title={t("ask")}>
      <form
        className={classes.form}
        onSubmit={(event) => {
          event.preventDefault();
          if (isReady) setTarget(toTarget(subject, id.trim(), channelId.trim()));
        }}
      >
        <NativeSelect
          label={t("what")}
          value={subject}
          onChange={(event) => setSubject(event.currentTarget.value as ErasureSubject)}
          data={erasureSubjects.map((value) => ({ value, label: t(`subject_${value}`) }))}
        />
        {subject === "message" && (
          <TextInput
            label={t("channelId")}
            inputMode="numeric"
            value={channelId}
            onChange={(event) => setChannelId(event.currentTarget.value)}
          />
        )}
        <TextInput
          label={t(`id_${subject}`)}
          description={t("idHint")}
          inputMode="numeric"
          value={id}
          onChange={(event) => setId(event.currentTarget.value)}
        />
        <div className={classes.buttons}>
          <Button variant="default" onClick={close}>
            {t("back")}
          </Button>
          <Button type="submit" disabled={!isReady}>
            {t("next")}
          </Button>
        </div>
      </form>
    </LazyModal>
  );
}

function toTarget(subject: ErasureSubject, id: string, channelId: string): ForgetTarget {
  switch (subject) {
    case "person":
      return { subject, personId: id };
    case "message":
      return { subject, channelId, messageId: id };
    case "channel":
      return { subject, channelId: id };
    case "guild":
      return { subject, guildId: id };
  }
}
