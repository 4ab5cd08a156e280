/** Weekly digests of a guild. The rows are kept here; the bot makes and sends them. */
import { DoneView } from "../../core/api/common.ts";
import { DigestInput, DigestSentView, DigestView } from "../../core/api/digests.ts";
import { getGuild } from "../../core/console/startFetch.ts";
import { describeDigest } from "../../core/console/stats/digest.ts";
import type { GuildRecord } from "../../core/database/guilds/guildList.ts";
import {
  deleteDigest,
  listDigestTargets,
  putDigest,
  queueDigestNow,
} from "../../core/database/stats/digests.ts";
import { loadState } from "../../core/database/stats/figures.ts";
import { AppError } from "../../core/errors.ts";
import { dayOf } from "../../core/model/statistics/span.ts";
import type { Queryable } from "../../core/postgres/pool.ts";
import type { AppDeps } from "../deps.ts";
import { GuildParams, GuildTargetParams } from "../params.ts";
import { defineRoute, type Route } from "../route.ts";

/** The routes below /guilds/:guildId/digests. */
export function digestRoutes(deps: AppDeps): Route[] {
  return [
    defineRoute({
      method: "get",
      path: "/guilds/:guildId/digests",
      access: "session",
      summary: "What a weekly digest of a guild would tell now, and which targets get it when.",
      params: GuildParams,
      view: DigestView,
      async handle({ params }) {
        const guild = await getGuild(deps.pool, params.guildId, deps.demo);
        const { zone } = await loadState(deps.pool, guild.id);
        const [facts, targets] = await Promise.all([
          factsNow(deps.pool, guild, deps.now()),
          listDigestTargets(deps.pool, guild.id),
        ]);
        return { body: { guildId: guild.id, zone, facts, targets } };
      },
    }),
    defineRoute({
      method: "patch",
      path: "/guilds/:guildId/digests/:targetId",
      access: "session",
      summary: "Sends a target a digest of a guild every week, or changes when.",
      params: GuildTargetParams,
      body: DigestInput,
      view: DoneView,
      async handle({ params: { guildId, targetId }, body }) {
        const guild = await getGuild(deps.pool, guildId, deps.demo);
        if (!(await putDigest(deps.pool, { guildId: guild.id, targetId, ...body })))
          throw unknownTarget(targetId);
        return { body: {} };
      },
    }),
    defineRoute({
      method: "delete",
      path: "/guilds/:guildId/digests/:targetId",
      access: "session",
      summary: "Sends a target no digest of a guild any more.",
      params: GuildTargetParams,
      view: DoneView,
      async handle({ params: { guildId, targetId } }) {
        const guild = await getGuild(deps.pool, guildId, deps.demo);
        if (!(await deleteDigest(deps.pool, guild.id, targetId))) throw unknownTarget(targetId);
        return { body: {} };
      },
    }),
    defineRoute({
      method: "post",
      path: "/guilds/:guildId/digests/:targetId/send",
      access: "session",
      summary: "Sends a target a digest of a guild now.",
      params: GuildTargetParams,
      view: DigestSentView,
      statuses: { 202: "Queued" },
      async handle({ params: { guildId, targetId } }) {
        const guild = await getGuild(deps.pool, guildId, deps.demo);
        const facts = await factsNow(deps.pool, guild, deps.now());
        const deliveryId = await queueDigestNow(deps.pool, guild.id, targetId, facts);
        if (deliveryId === null) throw unknownTarget(targetId);
        return { status: 202, body: { deliveryId } };
      },
    }),
  ];
}

async function factsNow(db: Queryable, guild: GuildRecord, now: Date) {
  const { zone } = await loadState(db, guild.id);
  return describeDigest(db, guild, dayOf(now, zone), now);
}

const unknownTarget = (id: string) =>
  new AppError("unknown_target", `There is no notification target ${id}.`, { field: "targetId" });
