import { readJson, readLines } from "../world/lines.ts";
import type { TelegramControl } from "./control/control.ts";
import { actionNames } from "./control/schema.ts";
import type { TruthMessage } from "./truth/line.ts";

/**
 * Control of a Telegram sandbox in another process. `controlBase` is what it printed when it was ready. Methods
 * reject with the sandbox's own sentence.
 */
export function connectTelegram(controlBase: string): TelegramControl {
  const act = (name: string) => async (input: unknown) =>
    readJson(await fetch(`${controlBase}/${name}`, { method: "POST", body: JSON.stringify(input ?? {}) }));
  const look = async (path: string) => readJson(await fetch(`${controlBase}/${path}`));
  const truth = (chatId: string, what: string, phone?: string) =>
    `truth/chats/${chatId}/${what}${phone === undefined ? "" : `?phone=${phone}`}`;
  const methods = {
    ...Object.fromEntries(actionNames.map((name) => [name, act(name)])),
    counters: () => look("counters"),
    calls: (after = 0) => look(`calls?after=${after}`),
    faults: () => look("faults"),
    state: () => look("state"),
    truth: {
      chats: (phone?: string) => look(`truth/chats${phone === undefined ? "" : `?phone=${phone}`}`),
      messages: (chatId: string, phone?: string) =>
        readLines<TruthMessage>(`${controlBase}/${truth(chatId, "messages", phone)}`),
      digest: (chatId: string, phone?: string) => look(truth(chatId, "digest", phone)),
      history: (chatId: string, phone?: string) => look(truth(chatId, "history", phone)),
      files: (chatId: string, phone?: string) => look(truth(chatId, "files", phone)),
    },
  };
  // The sandbox answers with exactly what its own control returns, so the types are the same.
  return methods as unknown as TelegramControl;
}
