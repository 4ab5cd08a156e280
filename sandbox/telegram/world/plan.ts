import type { StyleName } from "../../world/styles.ts";
import type { Language } from "../../world/texts/index.ts";
import type { ChatKind } from "./model.ts";

/** A chat to be made. */
export interface ChatPlan {
  kind: Exclude<ChatKind, "private">;
  title: string;
  username?: string;
  about?: string;
  languages?: readonly Language[];
  style?: StyleName;
  /** Thousandths of the blocks of eight that are albums. */
  albums?: number;
  /** Share of the world's messages; 0: only its making. */
  weight: number;
  /** Exactly so many messages instead. */
  messages?: number;
  members: number;
  topics?: readonly string[];
  noforwards?: boolean;
  signatures?: boolean;
  verified?: boolean;
  /** What the accounts are to it. Default `member`. */
  status?: "member" | "creator" | "left" | "banned" | "none";
  /** Only readable with its invite link. */
  discussion?: { title: string; average: number };
  /** The basic group it grew out of, with the number of its messages. */
  grewFrom?: number;
  pins?: number;
}

/** Every kind of chat there is: what a new user is shown and what tests walk through. */
export const demoChats: readonly ChatPlan[] = [
  {
    kind: "supergroup",
    title: "Lanternworks",
    username: "lanternworks",
    about: "Maps, albums and the people who make them",
    weight: 40,
    members: 1_240,
    albums: 60,
    pins: 4,
  },
  {
    kind: "channel",
    title: "Lantern News",
    username: "lanternnews",
    about: "Releases and what comes next",
    style: "announcements",
    weight: 4,
    members: 5_310,
    albums: 140,
    signatures: true,
    verified: true,
    pins: 1,
    discussion: { title: "Lantern News Chat", average: 3 },
  },
  {
    kind: "supergroup",
    title: "Lantern Help",
    username: "lanternhelp",
    weight: 14,
    members: 830,
    albums: 20,
    topics: ["Import", "Maps", "Export", "Feature wishes", "Off topic 🌿"],
    pins: 2,
  },
  {
    kind: "supergroup",
    title: "山海茶館",
    about: "喝茶、爬山、拍照的地方",
    languages: ["zh-Hant"],
    weight: 12,
    members: 210,
    albums: 50,
    pins: 2,
  },
  {
    kind: "channel",
    title: "Field notes",
    about: "For members",
    style: "announcements",
    weight: 3,
    members: 96,
    albums: 120,
    noforwards: true,
  },
  {
    kind: "supergroup",
    title: "Old Harbor",
    languages: ["en", "ru", "ar"],
    weight: 5,
    members: 61,
    grewFrom: 2,
    pins: 1,
  },
  { kind: "group", title: "Hiking weekend", weight: 2, members: 9, albums: 90 },
  { kind: "group", title: "Kitchen table", languages: ["ru"], weight: 1, members: 5 },
  {
    kind: "channel",
    title: "Polyglot Daily",
    username: "polyglotdaily",
    languages: ["ja", "zh-Hans", "ru"],
    style: "announcements",
    weight: 2,
    members: 2_840,
    albums: 80,
    status: "none",
  },
  { kind: "supergroup", title: "Night shift", weight: 0, messages: 40, members: 17, status: "banned" },
  { kind: "supergroup", title: "Quiet corner", weight: 0, members: 3 },
  { kind: "channel", title: "My notes", weight: 0, members: 1, status: "creator" },
];

/** How much of the messages is between two people, and how many of them. */
export const demoPrivate = { weight: 4, people: 9 };

/** `count` supergroups whose sizes differ by one at most. */
export function planPlain(messages: number, count: number): ChatPlan[] {
  if (count < 1 || count > 10_000) throw new RangeError("chats must be from 1 to 10000.");
  return Array.from({ length: count }, (_, i) => ({
    kind: "supergroup" as const,
    title: `Plain ${String(i + 1).padStart(String(count).length, "0")}`,
    username: `plain_group_${i + 1}`,
    weight: 0,
    messages: Math.floor(messages / count) + (i < messages % count ? 1 : 0),
    members: 60,
  }));
}
