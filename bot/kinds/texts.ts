/** The sentences of the bot's log that operators know by heart, in the language of LOG_LANGUAGE. */

import type { SettledAs, TaskTexts } from "../worker/taskKind.ts";

const traditionalChinese: Record<SettledAs, string> = {
  completed: "已完成",
  warning: "已完成，但有警告",
  failed: "失敗",
  retry: "發生錯誤，稍後重試",
  snooze: "暫緩，稍後繼續",
  handBack: "已交還佇列",
  fannedOut: "已拆分為子任務",
};
const english: Record<SettledAs, string> = {
  completed: "completed",
  warning: "completed with a warning",
  failed: "failed",
  retry: "hit an error and will be tried again",
  snooze: "waits and goes on later",
  handBack: "was handed back to the queue",
  fannedOut: "was split into child tasks",
};

export function taskTexts(language: "zh-Hant" | "en"): TaskTexts {
  if (language === "en") {
    return {
      taskClaimed: (taskId) => `Found pending task ${taskId}, starting...`,
      taskSettled: (taskId, as) => `Task ${taskId} ${english[as]}`,
      taskLost: (taskId) => `Task ${taskId} was cancelled, paused or taken over`,
    };
  }
  return {
    taskClaimed: (taskId) => `發現待處理任務 ${taskId}，開始執行...`,
    taskSettled: (taskId, as) => `任務 ${taskId} ${traditionalChinese[as]}`,
    taskLost: (taskId) => `任務 ${taskId} 已被取消、暫停或由其他程序接手`,
  };
}
