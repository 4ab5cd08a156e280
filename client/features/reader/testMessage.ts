/** Messages and pages for tests: what matters is given, the rest is filled in. */
import type { MessagePageView, MessageView } from "../../../core/api/reading.ts";
import { forgottenMessage } from "./forget/forgottenMessage.ts";

export const makeMessage = (message: Partial<MessageView> = {}): MessageView => ({
  ...forgottenMessage({ id: "1", createdAt: "2024-03-01T12:00:00.000Z", gapBefore: null }),
  authorId: "7",
  kind: "default",
  content: "words",
  ...message,
});

export const makePage = (page: Partial<MessagePageView> = {}): MessagePageView => ({
  channel: {
    id: "1",
    guildId: "2",
    platform: "discord",
    parentId: null,
    parentName: null,
    name: "general",
    topic: null,
    kind: "text",
    messageCount: 1,
    isRemoved: false,
    isLive: true,
    keepsResponses: false,
  },
  messages: [],
  hasOlder: true,
  hasNewer: true,
  gapAfter: null,
  people: {},
  channels: {},
  roles: {},
  topics: {},
  emoji: {},
  ...page,
});
