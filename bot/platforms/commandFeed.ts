/** Commands that people give in a chat: how a platform makes ours known and tells who gave one. */
import type { Language } from "../../core/model/notification.ts";

export const commandNames = ["fetch", "status", "stats"] as const;
export type CommandName = (typeof commandNames)[number];

/** What the platform shows beside the commands. */
export interface CommandDescriptions {
  /** Of all of them together. */
  archive: string;
  commands: Record<CommandName, string>;
  /** Of the channel that `fetch` takes. */
  channel: string;
}

/** A command that somebody gave. The platform was told that an answer follows, which only they will see. */
export interface CommandInvocation {
  name: CommandName;
  guildId: string;
  /** The channel given with it. */
  channelId: string | null;
  userId: string;
  /** Whether they may manage the server, by what the platform says with this very invocation. */
  mayManage: boolean;
  language: Language;
  /** Plain text in the platform's markup, at most 2,000 characters. Throws the taxonomy of core/queue/errors.ts. */
  answer(text: string): Promise<void>;
}

export interface CommandFeed {
  /** Makes our commands known, or brings them up to date; all other commands of the application stay as they are. */
  register(descriptions: Record<Language, CommandDescriptions>, signal: AbortSignal): Promise<void>;
  /** At most one listener, which must not throw. Returns what ends it. */
  listen(listener: (invocation: CommandInvocation) => void): () => void;
}
