/** Reads messages again of which an update says only that something about them changed: a pin, votes of a poll. */
import { countsItself } from "../chat.ts";
import type { TelegramChats } from "../chats.ts";
import type { TelegramConnection } from "../connection.ts";
import { type Entities, toEntityMap } from "../convert/authors.ts";
import { Api } from "../gram.ts";

/** The most that one request asks for. */
const atOnce = 100;

/** As they stand now; those that are gone are missing. Throws what the connection throws. */
export async function* rereadMessages(
  { connection, chats }: { connection: TelegramConnection; chats: TelegramChats },
  chatId: string,
  ids: readonly number[],
  signal: AbortSignal,
): AsyncGenerator<{ messages: Api.TypeMessage[]; entities: Entities }> {
  const chat = chats.find(chatId);
  if (!chat || chat.closed !== null) return;
  for (let at = 0; at < ids.length; at += atOnce) {
    const id = ids.slice(at, at + atOnce).map((one) => new Api.InputMessageID({ id: one }));
    const answer = await connection.call<Api.messages.TypeMessages>(
      countsItself(chat)
        ? new Api.channels.GetMessages({ channel: chats.inputChannel(chatId), id })
        : new Api.messages.GetMessages({ id }),
      { signal, cost: id.length },
    );
    if (answer instanceof Api.messages.MessagesNotModified) continue;
    const messages = answer.messages.filter((one) => !(one instanceof Api.MessageEmpty));
    yield { messages, entities: toEntityMap(answer.users, answer.chats) };
  }
}
