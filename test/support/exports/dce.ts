/** DiscordChatExporter's JSON as its versions write it, with made-up people. */
export const dceIds = {
  guild: "210000000000000001",
  channel: "310000000000000001",
  ada: "410000000000000001",
  bo: "410000000000000002",
};

/** The id of the `number`th message: a minute apart from 2021 on. */
export const dceMessageId = (number: number): string =>
  String((BigInt(Date.UTC(2021, 0, 1) - 1_420_070_400_000 + number * 60_000) << 22n) + BigInt(number));

const ada = {
  id: dceIds.ada,
  name: "ada",
  discriminator: "0000",
  nickname: "Ada of the harbour",
  color: "#5865F2",
  isBot: false,
  roles: [{ id: "510000000000000001", name: "keeper", color: "#5865F2", position: 3 }],
  avatarUrl: `https://cdn.discordapp.com/avatars/${dceIds.ada}/0123456789abcdef0123456789abcdef.png?size=512`,
};
export const bo = { ...ada, id: dceIds.bo, name: "bo", discriminator: "4242", nickname: "bo", avatarUrl: "" };

export function dceMessage(number: number, fields: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    id: dceMessageId(number),
    type: "Default",
    timestamp: new Date(Date.UTC(2021, 0, 1) + number * 60_000).toISOString().replace("Z", "+00:00"),
    timestampEdited: null,
    callEndedTimestamp: null,
    isPinned: false,
    content: `message ${number}`,
    author: number % 2 === 0 ? ada : bo,
    attachments: [],
    embeds: [],
    stickers: [],
    reactions: [],
    mentions: [],
    inlineEmojis: [],
    ...fields,
  };
}

/** A whole file. */
export function dceExport(messages: readonly unknown[], fields: Record<string, unknown> = {}): string {
  return JSON.stringify(
    {
      guild: { id: dceIds.guild, name: "Harbour", iconUrl: "https://cdn.discordapp.com/embed/avatars/0.png" },
      channel: {
        id: dceIds.channel,
        type: "GuildTextChat",
        categoryId: "610000000000000001",
        category: "Docks",
        name: "quay",
        topic: "ships and tea",
      },
      dateRange: { after: null, before: null },
      exportedAt: "2024-05-01T10:00:00.0000000+02:00",
      messages,
      messageCount: messages.length,
      ...fields,
    },
    null,
    2,
  );
}

/** As of 2022: no roles, stickers, inline emoji or time of the export. */
export function dceExport2022(messages: readonly Record<string, unknown>[]): string {
  const older = messages.map((message) => ({
    ...without(message, "inlineEmojis", "stickers", "callEndedTimestamp"),
    author: without(message.author as Record<string, unknown>, "roles"),
  }));
  return JSON.stringify(without(JSON.parse(dceExport(older)) as Record<string, unknown>, "exportedAt"));
}

const without = (fields: Record<string, unknown>, ...names: string[]): Record<string, unknown> =>
  Object.fromEntries(Object.entries(fields).filter(([name]) => !names.includes(name)));
