import type { Language } from "../../world/texts/index.ts";
import { ChannelKind } from "./model.ts";
import { Permission } from "./permissions.ts";
import { type ChannelPlan, type GuildPlan, type OverwritePlan, STAFF_ONLY, type ThreadPlan } from "./plan.ts";
import { planThreads, scaled } from "./planThreads.ts";

const { text, voice, category, announcement, stage, forum, media } = ChannelKind;

const NO_HISTORY: readonly OverwritePlan[] = [
  { who: "everyone", deny: Permission.readMessageHistory },
  { who: "bots", deny: Permission.readMessageHistory },
];
const READ_ONLY: readonly OverwritePlan[] = [
  { who: "everyone", deny: Permission.sendMessages },
  { who: "staff", allow: Permission.sendMessages },
];
const BOTS_MANAGE_THREADS: readonly OverwritePlan[] = [{ who: "bots", allow: Permission.manageThreads }];

/** The large one: every kind of channel, thread and message. */
export function planLanternworks(messages: number): GuildPlan {
  const posts = (count: number, language: Language, tags: number): ThreadPlan[] =>
    planThreads(count, language, (_, i) => ({
      origin: "post",
      archived: i < count * 0.8,
      tag: i % tags,
      pinned: i === count - 1,
    }));
  const channels: ChannelPlan[] = [
    { name: "Welcome", type: category, weight: 0 },
    {
      name: "rules",
      type: text,
      parent: 0,
      topic: "Be kind. The rest follows.",
      style: "announcements",
      weight: 0.2,
      overwrites: READ_ONLY,
      toDay: 40,
    },
    {
      name: "announcements",
      type: announcement,
      parent: 0,
      topic: "Releases and events. Follow this channel in your own server.",
      style: "announcements",
      weight: 2,
      overwrites: READ_ONLY,
      threads: planThreads(scaled(messages, 4_000, 12), "en", () => ({ origin: "message" })),
    },
    { name: "introductions", type: text, parent: 0, topic: "Say hello!", style: "welcome", weight: 8 },
    { name: "Community", type: category, weight: 0 },
    {
      name: "general",
      type: text,
      parent: 4,
      topic: "Everything that has no channel of its own",
      weight: 40,
      pins: 5,
      threads: planThreads(scaled(messages, 2_500, 25), "en", (_, i) => ({
        origin: "message",
        archived: i > 1,
      })),
    },
    { name: "random", type: text, parent: 4, topic: "☕", languages: ["en", "ru", "ja"], weight: 18 },
    {
      name: "show-and-tell",
      type: text,
      parent: 4,
      topic: "Pictures of the day",
      style: "gallery",
      weight: 14,
      pins: 3,
    },
    {
      name: "help",
      type: text,
      parent: 4,
      topic: "One thread per question, please",
      slowmodeSeconds: 10,
      weight: 12,
      overwrites: BOTS_MANAGE_THREADS,
      threads: [
        ...planThreads(scaled(messages, 150, 130), "en", (_, i) => ({
          origin: i % 6 === 0 ? "created" : "message",
          archived: i >= 3,
        })),
        { name: "account question", origin: "created", privacy: "private", archived: true, weight: 0.3 },
        { name: "lost password", origin: "created", privacy: "private", archived: true, weight: 0.2 },
      ],
    },
    { name: "Languages", type: category, weight: 0 },
    { name: "中文聊天", type: text, parent: 9, languages: ["zh-Hant", "zh-Hans"], weight: 16, pins: 2 },
    { name: "简体中文", type: text, parent: 9, languages: ["zh-Hans"], weight: 8 },
    { name: "日本語", type: text, parent: 9, languages: ["ja"], weight: 12 },
    { name: "русский", type: text, parent: 9, languages: ["ru"], weight: 12 },
    { name: "العربية", type: text, parent: 9, languages: ["ar"], weight: 7 },
    { name: "Development", type: category, weight: 0 },
    { name: "dev-chat", type: text, parent: 15, topic: "How Lantern is made", weight: 20, pins: 2 },
    {
      name: "code-review",
      type: text,
      parent: 15,
      weight: 6,
      threads: [
        {
          name: "release checklist",
          origin: "created",
          privacy: "private",
          archived: false,
          weight: 0.8,
          joined: true,
        },
        {
          name: "security fix 3.1.2",
          origin: "created",
          privacy: "private",
          archived: true,
          weight: 0.6,
          joined: true,
        },
        { name: "team only", origin: "created", privacy: "private", archived: true, weight: 0.4 },
      ],
    },
    { name: "builds", type: text, parent: 15, topic: "What the machines say", style: "builds", weight: 12 },
    {
      name: "ideas",
      type: forum,
      parent: 15,
      topic: "One idea per post. Vote with 👍",
      weight: 0,
      tags: [
        ["map", "🗺️"],
        ["import", "📥"],
        ["design", "🎨"],
        ["done", "✅"],
      ],
      threads: posts(scaled(messages, 250, 120), "en", 4),
    },
    {
      name: "gallery",
      type: media,
      parent: 15,
      topic: "Best pictures of the month",
      weight: 0,
      tags: [
        ["landscape", "🏞️"],
        ["people", "🙂"],
      ],
      threads: posts(scaled(messages, 1_000, 30), "en", 2),
    },
    { name: "Voice", type: category, weight: 0 },
    { name: "Living room", type: voice, parent: 21, weight: 4 },
    { name: "Town hall", type: stage, parent: 21, topic: "Community call", weight: 1 },
    { name: "Backstage", type: category, weight: 0 },
    { name: "moderators", type: text, parent: 24, topic: "Staff only", weight: 3, overwrites: STAFF_ONLY },
    { name: "mod-log", type: text, parent: 24, style: "builds", weight: 2, overwrites: NO_HISTORY },
    { name: "archive-2021", type: text, parent: 24, topic: "The old general", weight: 9, toDay: 300 },
    { name: "quiet-corner", type: text, parent: 24, topic: "Nothing here yet", weight: 0 },
    { name: "late-night", type: text, parent: 4, nsfw: true, topic: "18+ humour", weight: 3 },
  ];
  return {
    name: "Lanternworks",
    description: "The people who make and use Lantern, the photo map.",
    locale: "en-US",
    createdMs: Date.UTC(2021, 2, 14, 15, 9, 26),
    members: 1_240,
    membersFrom: 0,
    boosts: 9,
    community: true,
    emojis: [
      ["lantern", false],
      ["party_lantern", true],
      ["thumbs_otter", false],
      ["tea", false],
      ["mapfold", false],
      ["wave_hello", true],
      ["ship_it", false],
      ["this", false],
    ],
    stickers: [
      ["Otter waves", "👋"],
      ["Lantern on", "💡"],
      ["Tea time", "🍵"],
    ],
    systemChannel: 3,
    rulesChannel: 1,
    channels,
  };
}
