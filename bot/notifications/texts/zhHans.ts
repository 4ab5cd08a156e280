import type { NotificationTexts } from "./texts.ts";

export const zhHans: NotificationTexts = {
  fetchEnded: (place) => `抓取完成：${place}`,
  fetchEndedPartly: (place) => `抓取完成，但有警告：${place}`,
  fetchFailed: (place) => `抓取失败：${place}`,
  accountLost: (account) => `账号失效：${account}`,
  accountLostAdvice: "更换令牌之前，无法再通过此账号抓取或实时存档。",
  catchUpBehind: (place) => `补抓进度落后：${place}`,
  catchUpOpen: (tasks, duration) => `已进行 ${duration}，未完成任务：${tasks}。`,
  messagesSaved: (count, duration) =>
    duration === null ? `新增消息：${count}。` : `新增消息：${count}，耗时 ${duration}。`,
  keywordAlert: (search, place) => `「${search}」有新消息：${place}`,
  keywordHits: (count) => `符合的新消息：${count}。`,
  test: "测试通知",
  testText: "Backscroll 的通知会发送到这里。",
  unnamed: "未命名",
  channelOf: (channel, server) => `#${channel}（${server}）`,
};
