/** Where a channel is read in the console: one place, since messages are linked from many. Pure. */

interface ReaderParameters {
  /** The message to show. */
  message?: string | undefined;
  /** A time (ISO 8601) to open the channel at. */
  at?: string | undefined;
  /** The channel as it stood at this time. */
  asOf?: string | undefined;
  /** Only this topic of the chat. */
  topic?: string | undefined;
}

export function readerPath(guildId: string, channelId: string, parameters: ReaderParameters = {}): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(parameters) as [string, string | undefined][]) {
    if (value !== undefined) query.set(name, value);
  }
  const text = query.toString();
  return `/guilds/${guildId}/channels/${channelId}${text && `?${text}`}`;
}
