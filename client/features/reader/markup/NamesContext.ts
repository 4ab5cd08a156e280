"use client";
/** The page that texts stand on: whose markup they are written in, and the names behind the ids in them. */
import { createContext } from "react";
import type { MessagePageView } from "../../../../core/api/reading.ts";

/** What of a page its texts need. */
export type TextContext = Pick<
  MessagePageView,
  "channel" | "people" | "channels" | "roles" | "topics" | "emoji"
>;

/** While no page is there. */
export const nowhere: TextContext = {
  channel: {
    id: "0",
    guildId: "0",
    platform: "discord",
    parentId: null,
    parentName: null,
    name: "",
    topic: null,
    kind: "text",
    messageCount: 0,
    isRemoved: false,
    isLive: false,
    keepsResponses: false,
  },
  people: {},
  channels: {},
  roles: {},
  topics: {},
  emoji: {},
};

export const NamesContext = createContext<TextContext>(nowhere);
