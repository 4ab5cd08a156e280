"use client";
/** The people of a server, and one of them. */
import type { PeopleView, PersonMessagesView, PersonView } from "../../../core/api/people.ts";
import { useResource } from "../../http/useResource.ts";

/** Which people are listed. */
export interface PeopleChoice {
  search: string;
  show: "all" | "members" | "left";
  sort: "name" | "joined";
  cursor: string | null;
}

export const personPath = (guildId: string, personId: string): string =>
  `/guilds/${guildId}/people/${personId}`;

export const usePeople = (guildId: string | undefined, choice: PeopleChoice) => {
  const query = new URLSearchParams({ show: choice.show, sort: choice.sort, limit: "50" });
  if (choice.search !== "") query.set("search", choice.search);
  if (choice.cursor !== null) query.set("cursor", choice.cursor);
  return useResource<PeopleView>(guildId ? `/guilds/${guildId}/people?${query}` : null, {
    poll: "view",
    isBusy: () => false,
    keepPrevious: true,
  });
};

export const usePerson = (guildId: string, personId: string) =>
  useResource<PersonView>(personPath(guildId, personId), { poll: "view", isBusy: () => false });

export const useMessagesOf = (guildId: string, personId: string, cursor: string | null) =>
  useResource<PersonMessagesView>(
    `${personPath(guildId, personId)}/messages?limit=25${cursor ? `&cursor=${cursor}` : ""}`,
    { poll: null, keepPrevious: true },
  );
