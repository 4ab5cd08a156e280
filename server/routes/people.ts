/** The people of a server. */
import {
  PeopleQuery,
  PeopleView,
  PersonMessagesQuery,
  PersonMessagesView,
  PersonView,
} from "../../core/api/people.ts";
import {
  describeMessagesOfPerson,
  describePeople,
  describePerson,
} from "../../core/console/people/people.ts";
import { getGuild } from "../../core/console/startFetch.ts";
import type { AppDeps } from "../deps.ts";
import { GuildParams, PersonParams } from "../params.ts";
import { defineRoute, type Route } from "../route.ts";

export function peopleRoutes(deps: AppDeps): Route[] {
  return [
    defineRoute({
      method: "get",
      path: "/guilds/:guildId/people",
      access: "session",
      summary: "Members of a guild and whoever wrote there; people who opted out are left out.",
      params: GuildParams,
      query: PeopleQuery,
      view: PeopleView,
      async handle({ params, query }) {
        const guild = await getGuild(deps.readPool, params.guildId, deps.demo);
        return { body: await describePeople(deps.readPool, guild.id, query) };
      },
    }),
    defineRoute({
      method: "get",
      path: "/guilds/:guildId/people/:personId",
      access: "session",
      summary: "One person in a guild: names, roles, comings and goings, where and how much they wrote.",
      params: PersonParams,
      view: PersonView,
      async handle({ params }) {
        const guild = await getGuild(deps.readPool, params.guildId, deps.demo);
        return { body: await describePerson(deps.readPool, guild.id, params.personId) };
      },
    }),
    defineRoute({
      method: "get",
      path: "/guilds/:guildId/people/:personId/messages",
      access: "session",
      summary: "What a person wrote in a guild, newest first, across its channels.",
      params: PersonParams,
      query: PersonMessagesQuery,
      view: PersonMessagesView,
      async handle({ params, query }) {
        const guild = await getGuild(deps.readPool, params.guildId, deps.demo);
        return {
          body: await describeMessagesOfPerson(deps.readPool, guild.id, params.personId, query),
        };
      },
    }),
  ];
}
