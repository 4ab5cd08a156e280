import { pick } from "../../world/hash.ts";
import type { NewMessage } from "../actions/messages.ts";
import type { Channel } from "../world/model.ts";
import { conversationAt, speak } from "../world/speech.ts";

/** Something that someone in the channel might say. */
export function talk(channel: Channel, hash: number): Pick<NewMessage, "author" | "content"> {
  const conversation = conversationAt(channel, hash >>> 1);
  const { text } = speak(
    pick(conversation.corpus.lines, hash >>> 3),
    hash,
    channel,
    conversation,
    Date.now(),
  );
  return { author: pick(channel.speakers, hash), content: text };
}
