/** Missing permissions in a sentence for the operator. Pure. */
import type { MissingPermission } from "../../core/model/channel.ts";

const names: Record<MissingPermission, string> = {
  view_channel: "View Channel",
  read_message_history: "Read Message History",
  connect: "Connect",
  manage_threads: "Manage Threads",
  membership: "membership in the thread",
  chat_access: "access to the chat",
  protected_content: "the owner's consent to saving it",
};

/** E.g. "The bot cannot read this channel: it lacks View Channel, Read Message History. …" */
export function unreadableMessage(missing: readonly MissingPermission[]): string {
  if (missing.includes("chat_access"))
    return "The account cannot read this chat any more: it left, was removed, or the chat became private. Join it again, then retry.";
  if (missing.includes("protected_content"))
    return "The chat's owner forbids saving what is said there, so it was left out (SKIP_PROTECTED_CONTENT).";
  const list = missing.map((permission) => names[permission]).join(", ");
  return `The bot cannot read this channel: it lacks ${list}. Grant it in the channel's permission settings, then retry.`;
}

/** How many channels a sentence names. More would make it long, fewer would hide which. */
const mostNamed = 10;

/** E.g. "2 channels were left out, since the bot cannot read them: #mods, #team." */
export function leftOutMessage(channels: readonly { name: string }[]): string {
  const named = channels.slice(0, mostNamed).map(({ name }) => `#${name}`);
  const list = channels.length > mostNamed ? [...named, "…"] : named;
  const subject = channels.length === 1 ? "1 channel was" : `${channels.length} channels were`;
  return `${subject} left out, since the bot cannot read ${channels.length === 1 ? "it" : "them"}: ${list.join(", ")}.`;
}
