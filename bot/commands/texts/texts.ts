/** What commands are described by and answered with, in the languages of those who give them. */
import type { Language } from "../../../core/model/notification.ts";
import type { TaskStatus } from "../../../core/model/task.ts";
import type { CommandDescriptions } from "../../platforms/commandFeed.ts";
import { en } from "./en.ts";
import { ru } from "./ru.ts";
import { zhHans } from "./zhHans.ts";
import { zhHant } from "./zhHant.ts";

/** Numbers are written in the language already. */
export interface CommandTexts {
  descriptions: CommandDescriptions;
  notAllowed: string;
  /** The server is not archived (yet), or the channel is not known. */
  unknownGuild: string;
  unknownChannel: string;
  failed: string;
  fetchStarted(taskId: string): string;
  fetchOpen(taskId: string): string;
  leftOut(count: string): string;
  statusTitle: string;
  nothingOpen: string;
  taskLine(task: { id: string; place: string; status: string; percent: string }): string;
  wholeServer: string;
  statuses: Record<TaskStatus, string>;
  moreOpen(count: string): string;
  statsTitle: string;
  messages(count: string): string;
  channels(complete: string, all: string): string;
  lastFetched(when: string): string;
  neverFetched: string;
}

export const commandTexts: Record<Language, CommandTexts> = { en, "zh-Hant": zhHant, "zh-Hans": zhHans, ru };
