"use client";
import { NativeSelect, Textarea } from "@mantine/core";
import { useTranslations } from "next-intl";
import { type MirrorFilter, mirrorFilters, mirrorKinds } from "../../../../core/model/mirror.ts";
import { LabelledCheckBox } from "../../../ui/common/CheckBox.tsx";
import classes from "../Mirrors.module.css";
import { areSendersFine, type SettingsForm } from "./settingsForm.ts";

/** What is left out: by words, by kinds, by who wrote it. */
export function FilterFields({
  form,
  mayInherit,
  onChange,
}: {
  form: SettingsForm;
  mayInherit: boolean;
  onChange: (part: Partial<SettingsForm>) => void;
}) {
  const t = useTranslations("mirrors");
  return (
    <>
      <NativeSelect
        label={t("messageFilter")}
        value={form.filter}
        onChange={(event) => onChange({ filter: event.currentTarget.value as MirrorFilter })}
        data={mirrorFilters
          .filter((value) => mayInherit || value !== "inherit")
          .map((value) => ({ value, label: t(`filter_${value}`) }))}
      />
      {form.filter === "custom" && (
        <>
          <div className={classes.fields}>
            <Textarea
              label={t("filterKeywords")}
              description={t("onePerLine")}
              rows={3}
              value={form.keywords}
              onChange={(event) => onChange({ keywords: event.currentTarget.value })}
            />
            <Textarea
              label={t("filterSenders")}
              description={t("onePerLine")}
              rows={3}
              value={form.senders}
              error={areSendersFine(form.senders) ? undefined : t("filterSendersProblem")}
              onChange={(event) => onChange({ senders: event.currentTarget.value })}
            />
          </div>
          <fieldset className={classes.kinds}>
            <legend>{t("filterKinds")}</legend>
            {mirrorKinds.map((kind) => (
              <LabelledCheckBox
                key={kind}
                label={t(`kind_${kind}`)}
                checked={form.kinds.includes(kind)}
                onChange={(event) =>
                  onChange({
                    kinds: event.currentTarget.checked
                      ? [...form.kinds, kind]
                      : form.kinds.filter((other) => other !== kind),
                  })
                }
              />
            ))}
          </fieldset>
        </>
      )}
    </>
  );
}
