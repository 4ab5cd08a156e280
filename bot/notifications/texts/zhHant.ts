import type { NotificationTexts } from "./texts.ts";

export const zhHant: NotificationTexts = {
  fetchEnded: (place) => `擷取完成：${place}`,
  fetchEndedPartly: (place) => `擷取完成，但有警告：${place}`,
  fetchFailed: (place) => `擷取失敗：${place}`,
  accountLost: (account) => `帳號失效：${account}`,
  accountLostAdvice: "更換權杖之前，無法再透過此帳號擷取或即時封存。",
  catchUpBehind: (place) => `補抓進度落後：${place}`,
  catchUpOpen: (tasks, duration) => `已進行 ${duration}，未完成任務：${tasks}。`,
  messagesSaved: (count, duration) =>
    duration === null ? `新增訊息：${count}。` : `新增訊息：${count}，耗時 ${duration}。`,
  keywordAlert: (search, place) => `「${search}」有新訊息：${place}`,
  keywordHits: (count) => `符合的新訊息：${count}。`,
  test: "測試通知",
  testText: "Backscroll 的通知會送到這裡。",
  unnamed: "未命名",
  channelOf: (channel, server) => `#${channel}（${server}）`,
};
