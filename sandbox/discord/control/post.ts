import { mix } from "../../world/hash.ts";
import { postMessage } from "../actions/messages.ts";
import type { Core } from "../core.ts";
import type { Attachment, MessageFacts } from "../world/facts.ts";
import { countEver } from "../world/messages.ts";
import { type Channel, hasMessages } from "../world/model.ts";
import { ControlError, userIn } from "./lookup.ts";
import type { ParsedInput } from "./schema.ts";
import { talk } from "./talk.ts";

/** Posts the messages an action asks for, in order. */
export function postMany(core: Core, channel: Channel, input: ParsedInput<"postMessages">): MessageFacts[] {
  if (!hasMessages(channel)) throw new ControlError(`There are no messages in ${channel.name}.`);
  return Array.from({ length: input.count }, (_, i) => {
    const said = talk(channel, mix(channel.seed, countEver(channel)));
    const atMs = input.atMs === undefined ? undefined : input.atMs + i;
    return postMessage(core, channel, {
      author: input.authorId === undefined ? said.author : userIn(core, input.authorId, channel),
      content: input.content ?? said.content,
      replyToId: input.replyToId,
      attachments: (input.attachments ?? []).map((file, k) => toAttachment(core, file, atMs, k)),
      embeds: input.embeds ?? [],
      atMs,
      silent: input.silent,
    });
  });
}

type AttachmentInput = NonNullable<ParsedInput<"postMessages">["attachments"]>[number];

function toAttachment(
  core: Core,
  file: AttachmentInput,
  atMs: number | undefined,
  place: number,
): Attachment {
  const { id } = atMs === undefined ? core.ids.next() : core.ids.at(atMs - 100 + place);
  const { base64, ...announced } = file;
  const bytes = base64 === undefined ? null : Buffer.from(base64, "base64");
  return {
    ...announced,
    sizeBytes: bytes?.length ?? file.sizeBytes,
    id,
    description: null,
    voice: null,
    bytes,
  };
}
