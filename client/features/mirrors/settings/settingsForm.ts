/** What stands in the fields of mirror settings, and what the API is told of them. Pure. */
import type {
  CommonSettingsInput,
  CommonSettingsView,
  OwnSettingsInput,
  OwnSettingsView,
} from "../../../../core/api/mirrors.ts";
import {
  concurrentMirrors,
  type MirrorFilter,
  type MirrorKind,
  type MirrorMode,
  mirrorNumbers,
  mirrorSwitches,
} from "../../../../core/model/mirror.ts";

export type NumberName = keyof typeof mirrorNumbers;
export type SwitchName = (typeof mirrorSwitches)[number];
/** Empty: as for all mirrors. */
export type SwitchChoice = "" | "on" | "off";

export const numberNames = Object.keys(mirrorNumbers) as NumberName[];

/** Fields as they are typed. Of a single mirror's, empty ones go by the settings of all. */
export interface SettingsForm {
  numbers: Record<NumberName, string>;
  switches: Record<SwitchName, SwitchChoice>;
  filter: MirrorFilter;
  /** One to a line. */
  keywords: string;
  senders: string;
  kinds: MirrorKind[];
}

/** What concerns all mirrors together. */
export interface CommonForm extends SettingsForm {
  mode: MirrorMode;
  concurrent: string;
  prefix: string;
  isPrivate: boolean;
  admins: string;
}

export function formOf(settings: OwnSettingsView | CommonSettingsView): SettingsForm {
  const choice = (value: boolean | null): SwitchChoice => (value === null ? "" : value ? "on" : "off");
  return {
    numbers: fill(numberNames, (name) => String(settings[name] ?? "")),
    switches: fill(mirrorSwitches, (name) => choice(settings[name])),
    filter: settings.messageFilter ?? "inherit",
    keywords: (settings.filterKeywords ?? []).join("\n"),
    senders: (settings.filterSenders ?? []).join("\n"),
    kinds: settings.filterKinds ?? [],
  };
}

export const commonFormOf = (settings: CommonSettingsView): CommonForm => ({
  ...formOf(settings),
  mode: settings.defaultMirrorMode,
  concurrent: String(settings.concurrentMirrors),
  prefix: settings.autoChannelPrefix,
  isPrivate: settings.autoChannelPrivate,
  admins: settings.autoChannelAdmins.join("\n"),
});

/** Whether a number can be sent. */
export function isNumberFine(name: NumberName | "concurrent", typed: string, mayBeEmpty: boolean): boolean {
  if (typed.trim() === "") return mayBeEmpty;
  const { min, max } = name === "concurrent" ? concurrentMirrors : mirrorNumbers[name];
  const value = Number(typed);
  return /^\d+$/.test(typed.trim()) && value >= min && value <= max;
}

/** Whether what is typed as senders are ids. */
export const areSendersFine = (typed: string): boolean => lines(typed).every((id) => /^-?\d{1,19}$/.test(id));

export function isFine(form: SettingsForm | CommonForm): boolean {
  const isCommon = "concurrent" in form;
  return (
    numberNames.every((name) => isNumberFine(name, form.numbers[name], !isCommon)) &&
    (!isCommon || isNumberFine("concurrent", form.concurrent, false)) &&
    areSendersFine(form.senders)
  );
}

export function toOwnInput(form: SettingsForm): OwnSettingsInput {
  const isCustom = form.filter === "custom";
  return {
    ...fill(numberNames, (name) => numberOf(form.numbers[name])),
    ...fill(mirrorSwitches, (name) => (form.switches[name] === "" ? null : form.switches[name] === "on")),
    messageFilter: form.filter === "inherit" ? null : form.filter,
    filterKeywords: isCustom ? lines(form.keywords) : null,
    filterSenders: isCustom ? lines(form.senders) : null,
    filterKinds: isCustom ? form.kinds : null,
  };
}

export function toCommonInput(form: CommonForm): CommonSettingsInput {
  return {
    ...fill(numberNames, (name) => Number(form.numbers[name])),
    ...fill(mirrorSwitches, (name) => form.switches[name] === "on"),
    messageFilter: form.filter === "custom" ? "custom" : "off",
    filterKeywords: lines(form.keywords),
    filterSenders: lines(form.senders),
    filterKinds: form.kinds,
    defaultMirrorMode: form.mode,
    concurrentMirrors: Number(form.concurrent),
    autoChannelPrefix: form.prefix,
    autoChannelPrivate: form.isPrivate,
    autoChannelAdmins: lines(form.admins),
  };
}

const numberOf = (typed: string): number | null => (typed.trim() === "" ? null : Number(typed));

const lines = (typed: string): string[] =>
  [...new Set(typed.split("\n").map((line) => line.trim()))].filter((line) => line !== "");

function fill<Name extends string, Value>(
  names: readonly Name[],
  valueOf: (name: Name) => Value,
): Record<Name, Value> {
  return Object.fromEntries(names.map((name) => [name, valueOf(name)])) as Record<Name, Value>;
}
