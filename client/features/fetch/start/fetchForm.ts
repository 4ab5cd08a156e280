/** The start panel's fields and the request they make. Pure but for the time zone of the dates. */
import type { StartFetchInput } from "../../../../core/api/tasks.ts";
import type { TaskMode } from "../../../../core/model/task.ts";

export type RangeKind = "missing" | "dates" | "messages";

const priorities = { first: 10, normal: 100, last: 500 } as const;
type PriorityName = keyof typeof priorities;

export interface FetchForm {
  range: RangeKind;
  /** Days as date inputs write them ("2024-03-01"), both included; "" is open. */
  fromDay: string;
  toDay: string;
  /** Message ids, both excluded; "" is open. */
  afterId: string;
  beforeId: string;
  mode: TaskMode;
  priority: PriorityName;
  includeThreads: boolean;
  includeArchived: boolean;
  /** With chosen channels: their threads that were not listed yet. */
  findThreads: boolean;
}

export const emptyForm: FetchForm = {
  range: "missing",
  fromDay: "",
  toDay: "",
  afterId: "",
  beforeId: "",
  mode: "fill",
  priority: "normal",
  includeThreads: true,
  includeArchived: true,
  findThreads: true,
};

/** Why a form cannot be sent, and which field is at fault. */
export interface FormProblem {
  field: "fromDay" | "toDay" | "afterId" | "beforeId" | "channels";
  code: "notAnId" | "order" | "tooMany";
}

/** As many channels as one request may name (StartFetchInput). */
const mostChannels = 10_000;

const isId = (text: string) => /^-?\d{1,19}$/.test(text);

/** The first problem of a form, or null. `channelCount`: channels chosen, null for the whole server. */
export function problemOf(form: FetchForm, channelCount: number | null): FormProblem | null {
  if (channelCount !== null && channelCount > mostChannels) return { field: "channels", code: "tooMany" };
  if (form.range === "dates" && form.fromDay && form.toDay && form.fromDay > form.toDay) {
    return { field: "toDay", code: "order" };
  }
  if (form.range !== "messages") return null;
  for (const field of ["afterId", "beforeId"] as const) {
    if (form[field] && !isId(form[field])) return { field, code: "notAnId" };
  }
  const isBackward = form.afterId && form.beforeId && BigInt(form.afterId) >= BigInt(form.beforeId);
  return isBackward ? { field: "beforeId", code: "order" } : null;
}

/** Midnight of a day in this browser's time zone, in milliseconds since 1970. */
const startOfDay = (day: string, plusDays = 0): number => {
  const [year = 0, month = 1, date = 1] = day.split("-").map(Number);
  return new Date(year, month - 1, date + plusDays).getTime();
};

function rangeOf(form: FetchForm): StartFetchInput["range"] {
  if (form.range === "messages") {
    return {
      ...(form.afterId ? { after: form.afterId } : {}),
      ...(form.beforeId ? { before: form.beforeId } : {}),
    };
  }
  if (form.range === "dates") {
    return {
      // Both ends of the API's range are exclusive: one millisecond earlier keeps midnight's first message.
      ...(form.fromDay ? { after: new Date(startOfDay(form.fromDay) - 1).toISOString() } : {}),
      ...(form.toDay ? { before: new Date(startOfDay(form.toDay, 1)).toISOString() } : {}),
    };
  }
  return undefined;
}

/**
 * The request of a form without problems. `channelIds` null: the whole server. `offersThreads`: the choice is one of
 * channels with all their known threads, so that it may mean those not known yet as well.
 */
export function toFetchInput(
  form: FetchForm,
  channelIds: readonly string[] | null,
  offersThreads = false,
): Partial<StartFetchInput> {
  const range = rangeOf(form);
  return {
    ...(channelIds ? { channelIds: [...channelIds] } : {}),
    ...(range && Object.keys(range).length > 0 ? { range } : {}),
    mode: form.mode,
    priority: priorities[form.priority],
    ...(channelIds === null
      ? { options: { includeThreads: form.includeThreads, includeArchivedThreads: form.includeArchived } }
      : offersThreads && form.findThreads
        ? { options: { includeThreads: true } }
        : {}),
  };
}

/** A gap [fromId, toId) of one channel, picked in the tree or in the channel's drawer. */
export interface PickedGap {
  channelId: string;
  fromId: string;
  toId: string;
}

/** The form that fetches a gap; what is in `form` stays there for afterwards. */
export const formForGap = (form: FetchForm, { fromId, toId }: PickedGap): FetchForm => ({
  ...form,
  range: "messages",
  afterId: String(BigInt(fromId) - 1n),
  beforeId: toId,
  mode: "fill",
});
