import { ChannelKind } from "./model.ts";
import { type GuildPlan, STAFF_ONLY } from "./plan.ts";
import { planThreads, scaled } from "./planThreads.ts";

const { text, voice, category, announcement, forum } = ChannelKind;

/** One in Traditional Chinese. */
export function planTeahouse(messages: number): GuildPlan {
  const zh = { languages: ["zh-Hant"] } as const;
  return {
    name: "山海茶館",
    description: "喝茶、爬山、拍照的地方",
    locale: "zh-TW",
    createdMs: Date.UTC(2022, 8, 10, 4, 0, 0),
    members: 210,
    membersFrom: 9,
    boosts: 3,
    community: true,
    emojis: [
      ["teapot", false],
      ["mountain", false],
      ["steam", true],
      ["ok", false],
    ],
    stickers: [["喝茶", "🍵"]],
    systemChannel: 1,
    rulesChannel: 2,
    channels: [
      { name: "茶館", type: category, weight: 0 },
      { ...zh, name: "門口", type: text, parent: 0, topic: "新朋友請進", style: "welcome", weight: 4 },
      { ...zh, name: "公告", type: announcement, parent: 0, style: "announcements", weight: 1 },
      { ...zh, name: "閒聊", type: text, parent: 0, topic: "想到什麼聊什麼", weight: 26, pins: 3 },
      { ...zh, name: "茶", type: text, parent: 0, topic: "烏龍、包種、紅茶", weight: 10 },
      {
        ...zh,
        name: "登山",
        type: text,
        parent: 0,
        weight: 12,
        threads: planThreads(scaled(messages, 1_500, 20), "zh-Hant", (_, i) => ({
          origin: "message",
          archived: i > 0,
        })),
      },
      { ...zh, name: "攝影作業", type: text, parent: 0, style: "gallery", weight: 8 },
      {
        ...zh,
        name: "遊記",
        type: forum,
        parent: 0,
        topic: "一篇一個行程",
        weight: 0,
        tags: [
          ["百岳", "⛰️"],
          ["海邊", "🌊"],
        ],
        threads: planThreads(scaled(messages, 1_200, 24), "zh-Hant", (_, i) => ({
          origin: "post",
          archived: i > 2,
          tag: i % 2,
        })),
      },
      { ...zh, name: "泡茶語音", type: voice, parent: 0, weight: 1 },
      { ...zh, name: "掌櫃辦公室", type: text, parent: 0, weight: 1, overwrites: STAFF_ONLY },
    ],
  };
}
