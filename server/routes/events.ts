/** What happens, as it happens. */
import { z } from "zod";
import { EventsInput } from "../../core/api/events.ts";
import type { AppDeps } from "../deps.ts";
import { defineRoute, type Route } from "../route.ts";

export function eventRoutes(deps: AppDeps): Route[] {
  return [
    defineRoute({
      method: "get",
      path: "/events",
      access: "session",
      summary:
        "Server-sent events: what changes in open channels and about tasks. Ends with the session; Last-Event-ID goes on where it broke off.",
      query: EventsInput,
      view: z.null(),
      answers: "stream",
      async handle({ query }, { session, lastEventId }) {
        return {
          body: null,
          stream: (sink) =>
            deps.events.open(
              {
                sessionHash: session.tokenHash,
                channelIds: new Set(query.channels),
                tasks: query.tasks !== undefined,
                lastEventId: lastEventId ?? query.lastEventId ?? null,
              },
              sink,
            ),
        };
      },
    }),
  ];
}
