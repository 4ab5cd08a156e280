import type { ChannelView } from "../../../core/api/guilds.ts";

/** A channel for tests: a readable text channel that was never fetched, with overrides. */
export const makeChannel = (overrides: Partial<ChannelView> = {}): ChannelView => ({
  id: "1",
  parentId: null,
  kind: "text",
  name: "general",
  position: 0,
  isArchived: false,
  isLocked: false,
  isNsfw: false,
  isRemoved: false,
  hasHistory: true,
  messageCount: 0,
  newestMessageId: null,
  lastMessageId: "1000",
  lastFetchedAt: null,
  life: { from: "1", to: "1001" },
  covered: [],
  share: 0,
  state: "never",
  isLive: false,
  missing: [],
  ...overrides,
});
