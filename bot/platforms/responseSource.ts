/** Who reacted and who voted, where a platform names them: part of ChatPlatform. */
import type { ArchiveAuthor } from "../../core/database/archive/authors.ts";
import type { ArchiveMessage } from "../../core/database/archive/messages.ts";
import type { ResponseKind } from "../../core/model/response.ts";

/** A list that is asked for. */
export interface AskedList {
  channelId: string;
  messageId: string;
  kind: ResponseKind;
  /** The emoji as in reactions.emoji, or the number of the answer. */
  item: string;
  /** How many there should be, and how many of them super reactions: says what there is to ask for. */
  expected: number;
  expectedBurst: number;
}

export interface RespondingPerson {
  author: ArchiveAuthor;
  isBurst: boolean;
}

export interface ResponseSource {
  /**
   * Everybody on the list as of some moment during the call; null when the message, the reaction or the answer is not there
   * (any more). `onRequest` is called for each request. Throws PermanentError where the channel cannot be read.
   */
  people(
    list: AskedList,
    onRequest: () => void,
    signal: AbortSignal,
  ): Promise<readonly RespondingPerson[] | null>;
  /** The message as it stands now, with its counts; null when it is not there. Throws as `people` does. */
  message(
    channelId: string,
    messageId: string,
    signal: AbortSignal,
  ): Promise<{ message: ArchiveMessage; authors: ArchiveAuthor[] } | null>;
}
