"use client";
import { Button, NativeSelect, TextInput } from "@mantine/core";
import { useTranslations } from "next-intl";
import { useState } from "react";
import type { CommonSettingsView, MirrorView, OwnSettingsView } from "../../../../core/api/mirrors.ts";
import { type MirrorMode, mirrorModes } from "../../../../core/model/mirror.ts";
import { Form } from "../../../ui/common/Form.tsx";
import { Panel } from "../../../ui/common/Panel.tsx";
import classes from "../Mirrors.module.css";
import { useCommonSettings, useMirrorActions } from "../useMirrors.ts";
import { SettingsFields } from "./SettingsFields.tsx";
import { formOf, isFine, type SettingsForm, toOwnInput } from "./settingsForm.ts";

interface OwnProps {
  mirror: MirrorView;
  settings: OwnSettingsView;
}

/** The settings of one mirror: where it differs from all others. */
export function OwnSettings({ mirror, settings }: OwnProps) {
  const t = useTranslations("mirrors");
  const { data } = useCommonSettings();
  const [isOpen, setOpen] = useState(false);
  // The filter is one setting, whatever it names.
  const differing = Object.entries(settings).filter(
    ([name, value]) => value !== null && !name.startsWith("filter"),
  ).length;
  return (
    <Panel
      title={t("settings")}
      aside={
        !isOpen && (
          <Button variant="default" size="xs" disabled={!data} onClick={() => setOpen(true)}>
            {t("change")}
          </Button>
        )
      }
    >
      {isOpen && data ? (
        <OwnFields mirror={mirror} settings={settings} common={data.settings} onDone={() => setOpen(false)} />
      ) : (
        <p className={classes.hint}>{t("differing", { count: differing })}</p>
      )}
    </Panel>
  );
}

function OwnFields({
  mirror,
  settings,
  common,
  onDone,
}: OwnProps & { common: CommonSettingsView; onDone: () => void }) {
  const t = useTranslations("mirrors");
  const actions = useMirrorActions();
  const [form, setForm] = useState<SettingsForm>(() => formOf(settings));
  const [mode, setMode] = useState<MirrorMode>(mirror.mode);
  const [priority, setPriority] = useState(String(mirror.priority));
  const isPriorityFine = /^\d{1,4}$/.test(priority) && Number(priority) <= 1_000;
  const canForward = mirror.source.platform === "telegram" && mirror.target.platform === "telegram";
  return (
    <Form
      submit={t("save")}
      back={t("cancel")}
      isBusy={actions.isActing}
      isDisabled={!isFine(form) || !isPriorityFine}
      onSubmit={async () => {
        const change = { mode, priority: Number(priority), settings: toOwnInput(form) };
        if (await actions.change(mirror.id, change)) onDone();
      }}
      onBack={onDone}
    >
      <div className={classes.fields}>
        <NativeSelect
          label={t("mode")}
          value={mode}
          disabled={!canForward}
          onChange={(event) => setMode(event.currentTarget.value as MirrorMode)}
          data={mirrorModes.map((value) => ({ value, label: t(`mode_${value}`) }))}
        />
        <TextInput
          label={t("priority")}
          description={t("priorityHint")}
          inputMode="numeric"
          value={priority}
          error={isPriorityFine ? undefined : t("range", { min: 0, max: 1_000 })}
          onChange={(event) => setPriority(event.currentTarget.value.trim())}
        />
      </div>
      <SettingsFields
        form={form}
        common={common}
        onChange={(part) => setForm((before) => ({ ...before, ...part }))}
      />
    </Form>
  );
}
