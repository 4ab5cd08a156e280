/** The job of a mirror: makes its target, follows changes, takes up what is new and posts it in order, until nothing is left. */
import { setTimeout as sleep } from "node:timers/promises";
import { isOtherMirrorDue, type MirrorTask, mirrorTasks } from "../../core/database/mirrors/mirrorTasks.ts";
import {
  findWorkedMirror,
  insertMirrorEvent,
  recordBlocked,
  recordTargetAsked,
  recordTargetMade,
  recordUnblocked,
  type WorkedMirror,
} from "../../core/database/mirrors/mirrorWork.ts";
import {
  type CommonMirrorSettings,
  effectiveSettings,
  type MirrorSettings,
  readCommonSettings,
  readOwnSettings,
} from "../../core/database/mirrors/settings.ts";
import { recordTargetMoved } from "../../core/database/mirrors/sources.ts";
import {
  findNextUnit,
  type NextUnit,
  readSourceMessages,
  takeUp,
} from "../../core/database/mirrors/units.ts";
import type { Logger } from "../../core/log.ts";
import type { MediaStore } from "../../core/media/mediaStore.ts";
import type { Pool, Queryable } from "../../core/postgres/pool.ts";
import { AccountLostError, SnoozeError } from "../../core/queue/errors.ts";
import type { JobOutcome } from "../../core/queue/outcome.ts";
import { underClaim } from "../../core/queue/underClaim.ts";
import type { HeldSession } from "../accounts/keeper.ts";
import { Places } from "../media/limits.ts";
import { BlockedError, type Poster } from "../platforms/poster.ts";
import { Comments } from "./comments.ts";
import { followChanges } from "./followChanges.ts";
import { mirrorUnit } from "./mirrorUnit.ts";
import type { UnitDeps } from "./postUnit.ts";
import { createFileReader } from "./readFile.ts";

export interface MirrorDeps {
  pool: Pool;
  store: MediaStore;
  sessions: () => readonly HeldSession[];
  /** One poster at a time per target: what stands in a target can be told apart then. Shared by all tasks of the process. */
  targets: Map<string, Places>;
  log: Logger;
}

/** How long a mirror goes on while others wait for a place. */
const turnMs = 20_000;
/** A pause up to this long is waited for in place; a longer one hands the task back. */
const longestSleepMs = 2_000;
/** Parts of an album come within a second: one whose newest message is older than this is not waited for. */
const albumIsOldMs = 60_000;
/** An album of which the archive lacks a part is looked at again after so long: it is being read. */
const albumStepMs = 5_000;

/** Throws the taxonomy of core/queue/errors.ts. */
export function runMirror(deps: MirrorDeps, task: MirrorTask, signal: AbortSignal): Promise<JobOutcome> {
  return new Run(deps, task, signal).work();
}

class Run {
  readonly #deps: MirrorDeps;
  readonly #task: MirrorTask;
  readonly #signal: AbortSignal;
  readonly #startedAtMs = performance.now();
  readonly #comments: Comments;
  /** By the first message of an album: how many parts it had when it was last waited for. */
  readonly #waited = new Map<string, number>();

  constructor(deps: MirrorDeps, task: MirrorTask, signal: AbortSignal) {
    this.#deps = deps;
    this.#task = task;
    this.#signal = signal;
    this.#comments = new Comments(deps.pool, signal);
  }

  async work(): Promise<JobOutcome> {
    for (;;) {
      this.#signal.throwIfAborted();
      // Read anew for every unit: what people set holds from the next one on.
      const found = await this.#find();
      if (!found) return { kind: "completed" };
      try {
        if (!(await this.#step(found))) return { kind: "completed" };
      } catch (error) {
        if (!(error instanceof BlockedError)) throw error;
        if (await this.#followTarget(found.mirror, error)) continue;
        await this.#write((tx) => recordBlocked(tx, found.mirror.id, error.reason, error.message));
        this.#deps.log.warn(
          { code: "mirror.blocked", mirrorId: found.mirror.id, reason: error.reason, error },
          "a mirror cannot go on",
        );
        return { kind: "completed" };
      }
      await this.#giveTurn();
    }
  }

  /** False when nothing is left to do. */
  async #step({ mirror, common, settings }: Found): Promise<boolean> {
    const poster = this.#posterOf(mirror);
    if (mirror.targetChannelId === null && mirror.commentsOf !== null) {
      const target = await this.#comments.findTarget(mirror, poster);
      await this.#write((tx) => recordTargetMade(tx, mirror.id, target));
      return true;
    }
    if (mirror.targetChannelId === null) {
      await this.#makeTarget(mirror, common, poster);
      return true;
    }
    const { targetChannelId } = mirror;
    const source = { guildId: mirror.sourceGuildId, channelId: mirror.sourceChannelId };
    const deps: UnitDeps = {
      pool: this.#deps.pool,
      poster,
      files: createFileReader(this.#deps, source, this.#signal),
      task: this.#task,
      mirror: { ...mirror, targetChannelId },
      thread: null,
    };
    if (await this.#atTarget(targetChannelId, () => followChanges(deps, settings, this.#signal))) return true;
    const unit = await findNextUnit(this.#deps.pool, mirror.id, { keepAlbums: settings.groupMediaMessages });
    if (!unit) return this.#write((tx) => takeUp(tx, mirror.id));
    await this.#pause(unit.waitMs);
    if (!(await this.#isWhole(mirror, unit, { settings, poster }))) return true;
    if (mirror.sentAgoMs !== null)
      await this.#pause(settings.mirrorIntervalMs - mirror.sentAgoMs, settings.mirrorIntervalMs);
    const { thread, without } = await this.#comments.placeOf(mirror, poster, unit.messageIds);
    if (thread && thread.channelId !== targetChannelId) {
      await this.#write((tx) => recordTargetMoved(tx, mirror.id, thread.channelId));
      return true;
    }
    await this.#atTarget(targetChannelId, () =>
      mirrorUnit({ ...deps, thread }, unit, { settings, without }, this.#signal),
    );
    if (mirror.blockedReason !== null) await this.#write((tx) => recordUnblocked(tx, mirror.id));
    return true;
  }

  async #find(): Promise<Found | null> {
    const { pool } = this.#deps;
    const { mirrorId } = this.#task;
    const [mirror, common, own] = await Promise.all([
      findWorkedMirror(pool, mirrorId),
      readCommonSettings(pool),
      readOwnSettings(pool, mirrorId),
    ]);
    if (!mirror?.enabled) return null;
    // Comments go by what is set for their posts.
    const set = mirror.commentsOf === null ? own : await readOwnSettings(pool, mirror.commentsOf);
    return { mirror, common, settings: effectiveSettings(common, set) };
  }

  #posterOf({ accountId }: WorkedMirror): Poster {
    const held = this.#deps.sessions().find((one) => one.accountId === accountId);
    if (!held?.session.poster) throw new AccountLostError("The mirror's account is not held by this process");
    return held.session.poster;
  }

  /** False when the target is not elsewhere. */
  async #followTarget(mirror: WorkedMirror, { reason }: BlockedError): Promise<boolean> {
    const { id, targetChannelId } = mirror;
    if (reason !== "target_missing" || targetChannelId === null) return false;
    const to = (await this.#posterOf(mirror).movedTo?.(targetChannelId, this.#signal)) ?? null;
    if (to === null) return false;
    await this.#write((tx) => recordTargetMoved(tx, id, to));
    return true;
  }

  async #makeTarget(mirror: WorkedMirror, common: CommonMirrorSettings, poster: Poster): Promise<void> {
    if (!poster.makeChannel)
      throw new BlockedError("target_missing", "No channel can be made on this platform");
    const title = mirror.targetAskedAt
      ? mirror.targetName
      : `${common.autoChannelPrefix}${mirror.targetName}`;
    await this.#write((tx) => recordTargetAsked(tx, mirror.id, title));
    const made = await poster.makeChannel(
      {
        title,
        about: "",
        isPrivate: common.autoChannelPrivate,
        admins: common.autoChannelAdmins.map((name) => name.replace(/^@/, "")),
        askedAt: mirror.targetAskedAt,
      },
      this.#signal,
    );
    await this.#write(async (tx) => {
      await recordTargetMade(tx, mirror.id, { ...made, name: title });
      await insertMirrorEvent(tx, mirror.id, { level: "info", code: "target_made", detail: title });
    });
  }

  /**
   * False when more of the newest album may be there: what is taken up may end within it, and so may what is archived. It was
   * waited for, and is looked at anew. Throws SnoozeError while the archive lacks a part that the platform has.
   */
  async #isWhole(
    mirror: WorkedMirror,
    unit: NextUnit,
    { settings, poster }: { settings: MirrorSettings; poster: Poster },
  ): Promise<boolean> {
    if (!unit.isAlbum || !unit.isNewest) return true;
    const [first = ""] = unit.messageIds;
    const messages = await readSourceMessages(this.#deps.pool, mirror.id, unit.messageIds);
    if (this.#waited.get(first) !== unit.messageIds.length) {
      this.#waited.set(first, unit.messageIds.length);
      const newestAt = Math.max(...messages.map(({ createdAt }) => createdAt.getTime()));
      if (Date.now() - newestAt <= albumIsOldMs) await this.#sleep(settings.mediaGroupBufferMs);
      await this.#write((tx) => takeUp(tx, mirror.id));
      return false;
    }
    const channelId = mirror.sourceChannelId;
    const albumId = messages[0]?.albumId ?? null;
    if (albumId === null) return true;
    const album = { channelId, albumId, behindId: mirror.position };
    if (!(await this.#readerOf(mirror, poster).hasMoreOfAlbum?.(album, this.#signal))) return true;
    throw new SnoozeError("mirror_waits", new Date(Date.now() + albumStepMs));
  }

  /** Who can look into the source: the mirror's own account, or where that is on the other platform any that is held here. */
  #readerOf(mirror: WorkedMirror, poster: Poster): Poster {
    if (mirror.sourcePlatform === mirror.targetPlatform) return poster;
    const held = this.#deps
      .sessions()
      .find(({ session }) => session.directory.channel(mirror.sourceChannelId) !== null);
    return held?.session.poster ?? poster;
  }

  async #atTarget<T>(targetChannelId: string, work: () => Promise<T>): Promise<T> {
    const { targets } = this.#deps;
    const place = targets.get(targetChannelId) ?? new Places(1);
    targets.set(targetChannelId, place);
    const give = await place.take(this.#signal);
    try {
      return await work();
    } finally {
      give();
    }
  }

  /** Waits in place up to `inPlaceMs`, else hands the task back until then. */
  async #pause(ms: number, inPlaceMs = longestSleepMs): Promise<void> {
    if (ms <= 0) return;
    if (ms > Math.max(inPlaceMs, longestSleepMs))
      throw new SnoozeError("mirror_waits", new Date(Date.now() + ms));
    await this.#sleep(ms);
  }

  async #sleep(ms: number): Promise<void> {
    await sleep(ms, undefined, { signal: this.#signal }).catch(() => this.#signal.throwIfAborted());
  }

  async #giveTurn(): Promise<void> {
    if (performance.now() - this.#startedAtMs < turnMs) return;
    if (await isOtherMirrorDue(this.#deps.pool, this.#task.mirrorId))
      throw new SnoozeError("mirror_turn", new Date());
  }

  #write<T>(work: (tx: Queryable) => Promise<T>): Promise<T> {
    return underClaim(this.#deps.pool, mirrorTasks, this.#task, work);
  }
}

interface Found {
  mirror: WorkedMirror;
  common: CommonMirrorSettings;
  settings: MirrorSettings;
}
