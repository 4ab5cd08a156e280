"use client";
import { Button, NativeSelect, Textarea, TextInput } from "@mantine/core";
import { useTranslations } from "next-intl";
import { useState } from "react";
import type { CommonSettingsView } from "../../../../core/api/mirrors.ts";
import { concurrentMirrors, type MirrorMode, mirrorModes } from "../../../../core/model/mirror.ts";
import { LabelledCheckBox } from "../../../ui/common/CheckBox.tsx";
import { Form } from "../../../ui/common/Form.tsx";
import { Panel } from "../../../ui/common/Panel.tsx";
import classes from "../Mirrors.module.css";
import { useCommonSettings, useMirrorActions } from "../useMirrors.ts";
import { SettingsFields } from "./SettingsFields.tsx";
import { type CommonForm, commonFormOf, isFine, isNumberFine, toCommonInput } from "./settingsForm.ts";

/** The settings of all mirrors: shut until somebody wants to change them. */
export function CommonSettings() {
  const t = useTranslations("mirrors");
  const { data } = useCommonSettings();
  const [isOpen, setOpen] = useState(false);
  return (
    <Panel
      title={t("settingsOfAll")}
      aside={
        !isOpen && (
          <Button variant="default" size="xs" disabled={!data} onClick={() => setOpen(true)}>
            {t("change")}
          </Button>
        )
      }
    >
      {isOpen && data ? (
        <CommonFields settings={data.settings} onDone={() => setOpen(false)} />
      ) : (
        <p className={classes.hint}>{t("settingsOfAllHint")}</p>
      )}
    </Panel>
  );
}

function CommonFields({ settings, onDone }: { settings: CommonSettingsView; onDone: () => void }) {
  const t = useTranslations("mirrors");
  const actions = useMirrorActions();
  const [form, setForm] = useState<CommonForm>(() => commonFormOf(settings));
  const change = (part: Partial<CommonForm>) => setForm((before) => ({ ...before, ...part }));
  const range = t("range", { min: concurrentMirrors.min, max: concurrentMirrors.max });
  return (
    <Form
      submit={t("save")}
      back={t("cancel")}
      isBusy={actions.isActing}
      isDisabled={!isFine(form)}
      onSubmit={async () => {
        if (await actions.changeCommon(toCommonInput(form))) onDone();
      }}
      onBack={onDone}
    >
      <div className={classes.fields}>
        <NativeSelect
          label={t("set_defaultMirrorMode")}
          value={form.mode}
          onChange={(event) => change({ mode: event.currentTarget.value as MirrorMode })}
          data={mirrorModes.map((value) => ({ value, label: t(`mode_${value}`) }))}
        />
        <TextInput
          label={t("set_concurrentMirrors")}
          description={range}
          inputMode="numeric"
          value={form.concurrent}
          error={isNumberFine("concurrent", form.concurrent, false) ? undefined : range}
          onChange={(event) => change({ concurrent: event.currentTarget.value })}
        />
      </div>
      <SettingsFields form={form} common={null} onChange={change} />
      <div className={classes.fields}>
        <TextInput
          label={t("set_autoChannelPrefix")}
          maxLength={64}
          value={form.prefix}
          onChange={(event) => change({ prefix: event.currentTarget.value })}
        />
        <Textarea
          label={t("set_autoChannelAdmins")}
          description={t("onePerLine")}
          rows={2}
          value={form.admins}
          onChange={(event) => change({ admins: event.currentTarget.value })}
        />
      </div>
      <LabelledCheckBox
        label={t("set_autoChannelPrivate")}
        checked={form.isPrivate}
        onChange={(event) => change({ isPrivate: event.currentTarget.checked })}
      />
    </Form>
  );
}
