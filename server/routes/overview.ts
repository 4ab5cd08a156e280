/** Everything at a glance. */
import { OverviewQuery, OverviewView } from "../../core/api/overview.ts";
import { describeOverview } from "../../core/console/overview.ts";
import { findFullestDisk } from "../../core/disk.ts";
import type { AppDeps } from "../deps.ts";
import { defineRoute, type Route } from "../route.ts";

export function overviewRoutes(deps: AppDeps): Route[] {
  return [
    defineRoute({
      method: "get",
      path: "/overview",
      access: "session",
      summary:
        "All servers and chats at a glance: archived messages, completeness, activity, tasks, storage, schedules, and what changed after `since`.",
      query: OverviewQuery,
      view: OverviewView,
      async handle({ query }) {
        const disk = await findFullestDisk(deps.dataDir);
        const options = { includeDemo: deps.demo, freeBytes: disk?.freeBytes ?? null };
        return { body: await describeOverview(deps.readPool, query, options) };
      },
    }),
  ];
}
