"use client";
import { NativeSelect, TextInput } from "@mantine/core";
import { useTranslations } from "next-intl";
import type { CommonSettingsView } from "../../../../core/api/mirrors.ts";
import { mirrorNumbers, mirrorSwitches } from "../../../../core/model/mirror.ts";
import { LabelledCheckBox } from "../../../ui/common/CheckBox.tsx";
import { useFormat } from "../../../ui/format/useFormat.ts";
import classes from "../Mirrors.module.css";
import { FilterFields } from "./FilterFields.tsx";
import {
  isNumberFine,
  numberNames,
  type SettingsForm,
  type SwitchChoice,
  type SwitchName,
} from "./settingsForm.ts";

interface FieldsProps {
  form: SettingsForm;
  /** What holds where a mirror's own field is empty; null: these are the settings of all. */
  common: CommonSettingsView | null;
  onChange: (part: Partial<SettingsForm>) => void;
}

/** The settings that single mirrors may change. */
export function SettingsFields({ form, common, onChange }: FieldsProps) {
  const t = useTranslations("mirrors");
  const format = useFormat();
  return (
    <>
      <div className={classes.fields}>
        {numberNames.map((name) => {
          const { min, max } = mirrorNumbers[name];
          const range = t("range", { min: format.number(min), max: format.number(max) });
          return (
            <TextInput
              key={name}
              label={t(`set_${name}`)}
              description={range}
              inputMode="numeric"
              placeholder={common ? t("asForAll", { value: format.number(common[name]) }) : undefined}
              value={form.numbers[name]}
              error={isNumberFine(name, form.numbers[name], common !== null) ? undefined : range}
              onChange={(event) =>
                onChange({ numbers: { ...form.numbers, [name]: event.currentTarget.value } })
              }
            />
          );
        })}
      </div>
      <div className={common ? classes.fields : classes.switches}>
        {mirrorSwitches.map((name) => (
          <Switch
            key={name}
            name={name}
            chosen={form.switches[name]}
            ofAll={common && common[name]}
            onChange={(chosen) => onChange({ switches: { ...form.switches, [name]: chosen } })}
          />
        ))}
      </div>
      <FilterFields form={form} mayInherit={common !== null} onChange={onChange} />
    </>
  );
}

/** On or off; for a single mirror also as for all. */
function Switch({
  name,
  chosen,
  ofAll,
  onChange,
}: {
  name: SwitchName;
  chosen: SwitchChoice;
  ofAll: boolean | null;
  onChange: (chosen: SwitchChoice) => void;
}) {
  const t = useTranslations("mirrors");
  if (ofAll === null)
    return (
      <LabelledCheckBox
        label={t(`set_${name}`)}
        checked={chosen === "on"}
        onChange={(event) => onChange(event.currentTarget.checked ? "on" : "off")}
      />
    );
  return (
    <NativeSelect
      label={t(`set_${name}`)}
      value={chosen}
      onChange={(event) => onChange(event.currentTarget.value as SwitchChoice)}
      data={[
        { value: "", label: t("asForAll", { value: t(ofAll ? "on" : "off") }) },
        { value: "on", label: t("on") },
        { value: "off", label: t("off") },
      ]}
    />
  );
}
