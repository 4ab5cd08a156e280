/** The sentences of a digest in the languages a target can have. Numbers arrive as they are written in the language. */
import type { Language } from "../notification.ts";

export interface DigestTexts {
  title(server: string, days: string): string;
  messages(count: string, change: string): string;
  people(count: string, change: string, newPeople: string): string;
  replies(count: string, change: string): string;
  comings(joins: string, leaves: string): string;
  channels: string;
  threads: string;
  /** Beside a place that had nothing the week before. */
  fresh: string;
  /** Beside a figure: the week before there was nothing. */
  none: string;
  same: string;
  silent: string;
  complete: string;
  completeness(share: string): string;
  missing(channels: string): string;
  failed(tasks: string): string;
}

const en: DigestTexts = {
  title: (server, days) => `Week of ${server}: ${days}`,
  messages: (count, change) => `Messages: ${count} (${change})`,
  people: (count, change, newPeople) =>
    `People who wrote: ${count} (${change}); for the first time: ${newPeople}`,
  replies: (count, change) => `Replies: ${count} (${change})`,
  comings: (joins, leaves) => `Joined: ${joins}; left: ${leaves}`,
  channels: "Busiest channels:",
  threads: "Busiest threads:",
  fresh: "new",
  none: "none the week before",
  same: "as the week before",
  silent: "Nothing was said this week, as far as it is archived.",
  complete: "Archive: everything is there.",
  completeness: (share) => `Archive: ${share} complete.`,
  missing: (channels) =>
    `Channels with messages of this week missing: ${channels}. The figures are too low by those.`,
  failed: (tasks) => `Failed tasks: ${tasks}.`,
};

const zhHant: DigestTexts = {
  title: (server, days) => `${server} 一週摘要：${days}`,
  messages: (count, change) => `訊息：${count}（${change}）`,
  people: (count, change, newPeople) => `發言人數：${count}（${change}）；首次發言：${newPeople}`,
  replies: (count, change) => `回覆：${count}（${change}）`,
  comings: (joins, leaves) => `加入：${joins}；離開：${leaves}`,
  channels: "最熱鬧的頻道：",
  threads: "最熱鬧的討論串：",
  fresh: "新",
  none: "前一週沒有",
  same: "與前一週相同",
  silent: "就已存檔的內容，本週沒有任何訊息。",
  complete: "存檔：完整。",
  completeness: (share) => `存檔：完整度 ${share}。`,
  missing: (channels) => `缺少本週訊息的頻道：${channels} 個，數字因此偏低。`,
  failed: (tasks) => `失敗的任務：${tasks} 個。`,
};

const zhHans: DigestTexts = {
  title: (server, days) => `${server} 一周摘要：${days}`,
  messages: (count, change) => `消息：${count}（${change}）`,
  people: (count, change, newPeople) => `发言人数：${count}（${change}）；首次发言：${newPeople}`,
  replies: (count, change) => `回复：${count}（${change}）`,
  comings: (joins, leaves) => `加入：${joins}；离开：${leaves}`,
  channels: "最热闹的频道：",
  threads: "最热闹的讨论串：",
  fresh: "新",
  none: "前一周没有",
  same: "与前一周相同",
  silent: "就已存档的内容，本周没有任何消息。",
  complete: "存档：完整。",
  completeness: (share) => `存档：完整度 ${share}。`,
  missing: (channels) => `缺少本周消息的频道：${channels} 个，数字因此偏低。`,
  failed: (tasks) => `失败的任务：${tasks} 个。`,
};

const ru: DigestTexts = {
  title: (server, days) => `Неделя ${server}: ${days}`,
  messages: (count, change) => `Сообщений: ${count} (${change})`,
  people: (count, change, newPeople) => `Писали: ${count} (${change}); впервые: ${newPeople}`,
  replies: (count, change) => `Ответов: ${count} (${change})`,
  comings: (joins, leaves) => `Пришли: ${joins}; ушли: ${leaves}`,
  channels: "Самые оживлённые каналы:",
  threads: "Самые оживлённые ветки:",
  fresh: "новое",
  none: "неделей раньше не было",
  same: "как неделей раньше",
  silent: "За эту неделю ничего не сказано, насколько это есть в архиве.",
  complete: "Архив: всё на месте.",
  completeness: (share) => `Архив: полнота ${share}.`,
  missing: (channels) =>
    `Каналов, где не хватает сообщений этой недели: ${channels}. Цифры занижены на эти сообщения.`,
  failed: (tasks) => `Задач с ошибкой: ${tasks}.`,
};

export const digestTexts: Record<Language, DigestTexts> = { en, "zh-Hant": zhHant, "zh-Hans": zhHans, ru };
