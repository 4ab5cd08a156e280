"use client";
/** Where one reads, and where texts and messages lead from there. */
import { createContext, useContext } from "react";
import type { MessageView } from "../../../core/api/reading.ts";

/** What stands beside the messages. */
export type PanelTarget =
  | { kind: "pinned" }
  | { kind: "person"; id: string }
  /** A thread of the channel, by its own id. */
  | { kind: "thread"; id: string }
  /** A topic of the chat, by the id that its messages carry. */
  | { kind: "topic"; id: string }
  /** The comments of a post: the chat they stand in, and the message there that they answer. */
  | { kind: "comments"; chatId: string; id: string }
  /** The chat's topics. */
  | { kind: "topics" };

/** A message that shall be forgotten, and the list in which it is shown. */
export interface ForgetRequest {
  message: MessageView;
  channelId: string;
  replaceMessage: (message: MessageView) => void;
}

export interface Reading {
  guildId: string;
  channelId: string;
  /** The one topic that is read; null: all of the channel. */
  topicId: string | null;
  /** Opens the channel at a message; `fromId`: the message one came from, to return to. */
  openMessage: (messageId: string, fromId: string | null) => void;
  openPanel: (target: PanelTarget) => void;
  /** Puts a message as it is now in the place of the one that is shown. */
  replaceMessage: (message: MessageView) => void;
  /** Asks before it is forgotten. Beside the messages: theirs is gone while the answer is still awaited. */
  askToForget: (request: ForgetRequest) => void;
  /** The address of another channel of the server. */
  hrefOf: (channelId: string, messageId?: string) => string;
  /** Reads one topic alone, or all of the channel again. */
  goToTopic: (topicId: string | null) => void;
}

export const ReadingContext = createContext<Reading | null>(null);

/** Throws outside a reader. */
export function useReading(): Reading {
  const reading = useContext(ReadingContext);
  if (!reading) throw new Error("useReading needs a ReadingContext above it.");
  return reading;
}
