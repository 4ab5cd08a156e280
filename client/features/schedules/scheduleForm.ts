/** The form of a schedule and the request it makes. Pure. */
import type { ScheduleView } from "../../../core/api/schedules.ts";
import {
  type ExportDestination,
  type ExportFileChoice,
  type ExportFormat,
  plainFolder,
} from "../../../core/model/exportFormat.ts";
import type { TaskMode } from "../../../core/model/task.ts";
import type { ScheduleInput } from "./useSchedules.ts";

/** Rhythms that most people want, at an hour at which servers sleep. */
export const rhythms = {
  hourly: "0 * * * *",
  daily: "30 3 * * *",
  weekly: "30 3 * * mon",
  monthly: "30 3 1 * *",
} as const;
export type Rhythm = keyof typeof rhythms;

export interface ScheduleForm {
  name: string;
  /** Null: the whole server. */
  channelIds: readonly string[] | null;
  mode: TaskMode;
  /** Digits; "" stands for everything. */
  newestDays: string;
  cron: string;
  timeZone: string;
  kind: "fetch" | "export";
  export: ExportForm;
}

/** What is exported, where `kind` is that. */
export interface ExportForm {
  format: ExportFormat;
  files: ExportFileChoice;
  /** Digits; "" stands for everything. */
  days: string;
  destination: ExportDestination;
  folder: string;
  /** Digits. */
  keep: string;
  /** A public key of age; "" for files in the clear. */
  encryptTo: string;
}

export const emptySchedule = (timeZone: string): ScheduleForm => ({
  name: "",
  channelIds: null,
  mode: "fill",
  newestDays: "",
  cron: rhythms.daily,
  timeZone,
  kind: "fetch",
  export: {
    format: "html",
    files: "linked",
    days: "",
    destination: "folder",
    folder: "",
    keep: "10",
    encryptTo: "",
  },
});

export const formOf = (schedule: ScheduleView): ScheduleForm => ({
  name: schedule.name,
  channelIds: schedule.channelIds,
  mode: schedule.mode,
  newestDays: schedule.newestDays === null ? "" : String(schedule.newestDays),
  cron: schedule.cron,
  timeZone: schedule.timeZone,
  kind: schedule.export ? "export" : "fetch",
  export: schedule.export
    ? {
        ...schedule.export,
        days: schedule.export.days === null ? "" : String(schedule.export.days),
        keep: String(schedule.export.keep),
        encryptTo: schedule.export.encryptTo ?? "",
      }
    : emptySchedule(schedule.timeZone).export,
});

/** Why the form cannot be sent; null when it can. Whether cron and time zone are possible the API says. */
export function problemOf(
  form: ScheduleForm,
): "name" | "channels" | "days" | "folder" | "keep" | "key" | null {
  if (form.name.trim() === "") return "name";
  if (form.channelIds?.length === 0) return "channels";
  const days = form.kind === "export" ? form.export.days : form.newestDays;
  if (days !== "" && !/^[1-9]\d{0,4}$/.test(days)) return "days";
  if (form.kind === "fetch") return null;
  if (!plainFolder.test(form.export.folder.trim())) return "folder";
  if (!/^([1-9]\d{0,2}|1000)$/.test(form.export.keep)) return "keep";
  return /^(age1[02-9ac-hj-np-z]{58})?$/.test(form.export.encryptTo.trim()) ? null : "key";
}

/** For POST; PATCH takes the same without the guild. An interval that was set by the API goes when days are named. */
export function toInput(form: ScheduleForm, guildId: string): ScheduleInput {
  const common = {
    name: form.name.trim(),
    guildId,
    channelIds: form.channelIds && [...form.channelIds],
    cron: form.cron.trim().replaceAll(/\s+/g, " "),
    timeZone: form.timeZone.trim(),
  };
  if (form.kind === "export") {
    const { days, folder, keep, encryptTo, ...rest } = form.export;
    return {
      ...common,
      mode: "fill",
      newestDays: null,
      range: null,
      export: {
        ...rest,
        days: days === "" ? null : Number(days),
        folder: folder.trim(),
        keep: Number(keep),
        encryptTo: encryptTo.trim() === "" ? null : encryptTo.trim(),
      },
    };
  }
  return {
    ...common,
    mode: form.mode,
    newestDays: form.newestDays === "" ? null : Number(form.newestDays),
    ...(form.newestDays === "" ? {} : { range: null }),
    export: null,
  };
}
