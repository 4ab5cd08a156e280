import type { ChannelKind } from "../../../core/model/channel.ts";
import type { IconName } from "../../ui/icons/icons.ts";

const icons: Record<ChannelKind, IconName> = {
  category: "folder",
  text: "hash",
  announcement: "megaphone",
  voice: "speaker",
  stage: "speaker",
  forum: "forum",
  media: "forum",
  directory: "folder",
  public_thread: "thread",
  private_thread: "lock",
  announcement_thread: "thread",
  chat: "chat",
  topic: "thread",
};

/** The sign of a kind of channel. */
export const channelIcon = (kind: ChannelKind): IconName => icons[kind];
