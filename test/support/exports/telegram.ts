/** Telegram Desktop's result.json as its versions write it, with made-up people. */

export const telegramIds = { chat: "1234567890", marked: "-1001234567890", ada: "7000000001" };

export const telegramMessage = (
  id: number,
  fields: Record<string, unknown> = {},
): Record<string, unknown> => ({
  id,
  type: "message",
  date: "2024-03-01T13:00:00",
  date_unixtime: String(1_709_290_800 + id),
  from: "Ada of the harbour",
  from_id: `user${telegramIds.ada}`,
  text: `message ${id}`,
  text_entities: [{ type: "plain", text: `message ${id}` }],
  ...fields,
});

/** One chat: a supergroup. */
export function telegramExport(
  count: number,
  messages?: readonly unknown[],
  fields: Record<string, unknown> = {},
): string {
  return JSON.stringify(
    {
      name: "Harbour",
      type: "private_supergroup",
      id: Number(telegramIds.chat),
      messages: messages ?? Array.from({ length: count }, (_each, index) => telegramMessage(index + 1)),
      ...fields,
    },
    null,
    1,
  );
}
