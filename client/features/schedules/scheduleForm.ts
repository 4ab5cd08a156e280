/** The form of a schedule and the request it makes. Pure. */
import type { ScheduleView } from "../../../core/api/schedules.ts";
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
}

export const emptySchedule = (timeZone: string): ScheduleForm => ({
  name: "",
  channelIds: null,
  mode: "fill",
  newestDays: "",
  cron: rhythms.daily,
  timeZone,
});

export const formOf = (schedule: ScheduleView): ScheduleForm => ({
  name: schedule.name,
  channelIds: schedule.channelIds,
  mode: schedule.mode,
  newestDays: schedule.newestDays === null ? "" : String(schedule.newestDays),
  cron: schedule.cron,
  timeZone: schedule.timeZone,
});

/** Why the form cannot be sent; null when it can. Whether cron and time zone are possible the API says. */
export function problemOf(form: ScheduleForm): "name" | "channels" | "days" | null {
  if (form.name.trim() === "") return "name";
  if (form.channelIds?.length === 0) return "channels";
  if (form.newestDays !== "" && !/^[1-9]\d{0,4}$/.test(form.newestDays)) return "days";
  return null;
}

/** For POST; PATCH takes the same without the guild. An interval that was set by the API goes when days are named. */
export function toInput(form: ScheduleForm, guildId: string): ScheduleInput {
  return {
    name: form.name.trim(),
    guildId,
    channelIds: form.channelIds && [...form.channelIds],
    mode: form.mode,
    newestDays: form.newestDays === "" ? null : Number(form.newestDays),
    ...(form.newestDays === "" ? {} : { range: null }),
    cron: form.cron.trim().replaceAll(/\s+/g, " "),
    timeZone: form.timeZone.trim(),
  };
}
