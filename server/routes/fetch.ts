/** Starting a fetch. The row is written here; the bot does the work. */
import { EstimateView, StartFetchInput, StartFetchView } from "../../core/api/tasks.ts";
import { estimateStart } from "../../core/console/estimateStart.ts";
import { startFetch } from "../../core/console/startFetch.ts";
import { type AppDeps, scopeOf } from "../deps.ts";
import { GuildParams } from "../params.ts";
import { defineRoute, type Route } from "../route.ts";

/** The routes below /fetch. */
export function fetchRoutes(deps: AppDeps): Route[] {
  return [
    defineRoute({
      method: "post",
      path: "/fetch/:guildId/start",
      access: "session",
      summary:
        "Starts a fetch of the guild, of some channels or of one; a repeat finds the task that is open.",
      params: GuildParams,
      body: StartFetchInput,
      view: StartFetchView,
      statuses: { 202: "The task is made and waits for a bot.", 200: "A task for the same is open already." },
      async handle({ params, body }) {
        const scope = { ...scopeOf(deps), startedBy: "console" };
        const started = await startFetch(deps.pool, params.guildId, body, scope);
        return { status: started.created ? 202 : 200, body: started };
      },
    }),
    defineRoute({
      method: "post",
      path: "/fetch/:guildId/estimate",
      access: "session",
      summary: "What a fetch would cost; takes what `start` takes and writes nothing.",
      params: GuildParams,
      body: StartFetchInput,
      view: EstimateView,
      async handle({ params, body }) {
        return { body: await estimateStart(deps.readPool, params.guildId, body, deps.demo) };
      },
    }),
  ];
}
