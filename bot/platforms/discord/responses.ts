/** Who reacted and voted (docs: Get Reactions, Get Answer Voters): a hundred people per request, in the order of their ids. */
import { DiscordAPIError, type RouteLike, Routes } from "discord.js";
import { responsePageSize } from "../../../core/model/response.ts";
import type { AskedList, RespondingPerson, ResponseSource } from "../responseSource.ts";
import { convertItem, toArchiveUser } from "./convert.ts";
import { isUnknownMessage } from "./errors.ts";
import { toFields, toId, toList } from "./fields.ts";
import type { DiscordRequests } from "./requests.ts";

/** Discord's numbers of the two kinds of reactions. */
const kinds = { normal: "0", burst: "1" } as const;

export class DiscordResponses implements ResponseSource {
  readonly #requests: DiscordRequests;

  constructor(requests: DiscordRequests) {
    this.#requests = requests;
  }

  async people(
    list: AskedList,
    onRequest: () => void,
    signal: AbortSignal,
  ): Promise<readonly RespondingPerson[] | null> {
    const { channelId, messageId, item, expected, expectedBurst } = list;
    const read = (route: RouteLike, type: keyof typeof kinds | null) =>
      this.#readAll({ route, channelId, type, onRequest, signal });
    try {
      if (list.kind === "vote") {
        return await read(Routes.pollAnswerVoters(channelId, messageId, Number(item)), null);
      }
      const route = Routes.channelMessageReaction(channelId, messageId, item); // escapes it
      const people: RespondingPerson[] = [];
      if (expectedBurst < expected || expected === 0) people.push(...(await read(route, "normal")));
      if (expectedBurst > 0) people.push(...(await read(route, "burst")));
      return people;
    } catch (error) {
      if (isGone(error)) return null;
      throw error;
    }
  }

  async message(channelId: string, messageId: string, signal: AbortSignal) {
    try {
      const { body } = await this.#requests.get<unknown>(Routes.channelMessage(channelId, messageId), {
        signal,
        pacedAs: pace(channelId),
      });
      return convertItem(body);
    } catch (error) {
      if (isGone(error)) return null;
      throw error;
    }
  }

  async #readAll(asked: {
    route: RouteLike;
    channelId: string;
    type: keyof typeof kinds | null;
    onRequest: () => void;
    signal: AbortSignal;
  }): Promise<RespondingPerson[]> {
    const people = new Map<string, RespondingPerson>();
    for (let after = "0"; ; ) {
      asked.onRequest();
      const { body } = await this.#requests.get<unknown>(asked.route, {
        query: {
          limit: String(responsePageSize),
          ...(after === "0" ? {} : { after }),
          ...(asked.type === null ? {} : { type: kinds[asked.type] }),
        },
        signal: asked.signal,
        pacedAs: pace(asked.channelId),
      });
      const page = toList(asked.type === null ? toFields(body)?.users : body);
      let last = after;
      for (const raw of page) {
        const id = toId(toFields(raw)?.id);
        if (id === null) continue;
        people.set(id, { author: toArchiveUser(raw), isBurst: asked.type === "burst" });
        if (BigInt(id) > BigInt(last)) last = id;
      }
      // A page that does not go on ends the list, full or not.
      if (page.length < responsePageSize || last === after) return [...people.values()];
      after = last;
    }
  }
}

/** These requests have a pace of their own in each channel, beside that of its history. */
const pace = (channelId: string) => `${channelId} responses`;

/** The message is not there, or nobody gave this emoji any more (10014, Unknown Emoji). */
const isGone = (error: unknown) =>
  isUnknownMessage(error) ||
  (error instanceof Error && error.cause instanceof DiscordAPIError && error.cause.code === 10014);
