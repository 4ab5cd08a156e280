import { type Facts, fileOf } from "../world/facts.ts";

const KINDS: Record<string, readonly string[]> = {
  inputMessagesFilterPhotos: ["photo"],
  inputMessagesFilterVideo: ["video"],
  inputMessagesFilterPhotoVideo: ["photo", "video"],
  inputMessagesFilterDocument: ["file"],
  inputMessagesFilterGif: ["gif"],
  inputMessagesFilterVoice: ["voice"],
  inputMessagesFilterMusic: ["audio"],
  inputMessagesFilterRoundVideo: ["round"],
  inputMessagesFilterRoundVoice: ["round", "voice"],
};

/** True for messages that a MessagesFilter shows. */
export function matches(facts: Facts, filter: string): boolean {
  if (filter === "inputMessagesFilterEmpty") return true;
  if (filter === "inputMessagesFilterPinned") return facts.chat.pins.has(facts.id);
  if (filter === "inputMessagesFilterUrl") {
    return facts.entities.some(({ _ }) => _ === "messageEntityUrl" || _ === "messageEntityTextUrl");
  }
  const kinds = KINDS[filter];
  return kinds !== undefined && kinds.includes(fileOf(facts)?.kind ?? "");
}
