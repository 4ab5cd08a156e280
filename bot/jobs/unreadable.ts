/** Missing permissions in a sentence for the operator. Pure. */
import type { MissingPermission } from "../../core/model/channel.ts";

const names: Record<MissingPermission, string> = {
  view_channel: "View Channel",
  read_message_history: "Read Message History",
  connect: "Connect",
  manage_threads: "Manage Threads",
  membership: "membership in the thread",
};

/** E.g. "The bot cannot read this channel: it lacks View Channel, Read Message History. …" */
export function unreadableMessage(missing: readonly MissingPermission[]): string {
  const list = missing.map((permission) => names[permission]).join(", ");
  return `The bot cannot read this channel: it lacks ${list}. Grant it in the channel's permission settings, then retry.`;
}
