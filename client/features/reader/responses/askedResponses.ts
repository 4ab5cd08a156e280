/** Which list of reacting or voting people is meant. */
import type { ResponseKind } from "../../../../core/model/response.ts";

export interface AskedResponses {
  messageId: string;
  kind: ResponseKind;
  /** As lists name it: the emoji, or the number of the answer. */
  item: string;
  /** What people see of it. */
  title: string;
  /** As the message shows it: another number, and the list is asked for anew. */
  count: number;
}

export const responsesPath = (
  place: { guildId: string; channelId: string },
  { messageId, kind, item }: AskedResponses,
  after: string | null,
): string => {
  const query = new URLSearchParams({ kind, item, limit: "100", ...(after === null ? {} : { after }) });
  return `/guilds/${place.guildId}/channels/${place.channelId}/messages/${messageId}/responses?${query}`;
};
