import type { ChannelKind } from "../../core/model/channel.ts";

/** What is needed to look a channel up: a thread is found through its parent. */
export interface ChannelPlace {
  id: string;
  guildId: string;
  parentId: string | null;
  kind: ChannelKind;
}
