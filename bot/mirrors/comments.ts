/** Where a comment belongs in the target: under the copy of the post that it was said under (docs/notes/0072). */
import { setTimeout as sleep } from "node:timers/promises";
import { findPostOfComment, isMirroredInto } from "../../core/database/mirrors/comments.ts";
import type { WorkedMirror } from "../../core/database/mirrors/mirrorWork.ts";
import type { SkipReason } from "../../core/model/mirror.ts";
import type { Pool } from "../../core/postgres/pool.ts";
import { SnoozeError } from "../../core/queue/errors.ts";
import { BlockedError, type Discussion, type Poster, type Thread } from "../platforms/poster.ts";

/** The platform lets comments begin a moment after the post: that moment is waited for in steps that grow. */
const threadStepMs = { first: 150, longest: 5_000 };
/** A post without comments that stands for longer will have none. */
const threadComesWithinMs = 60_000;
/** A post that is on its way is looked for again after so long; one whose mirror is paused or blocked, later. */
const postStepMs = 500;
const postRestsMs = 30_000;

/** `thread` null and `without` null: the mirror is none of comments. */
export interface CommentPlace {
  thread: Thread | null;
  /** Why there is no place for it. */
  without: SkipReason | null;
}

const anywhere: CommentPlace = { thread: null, without: null };

/** Of one run: what was found once is not asked for again. */
export class Comments {
  readonly #pool: Pool;
  readonly #signal: AbortSignal;
  /** By the copy of the post. */
  readonly #threads = new Map<string, Thread>();

  constructor(pool: Pool, signal: AbortSignal) {
    this.#pool = pool;
    this.#signal = signal;
  }

  /** The discussion group of the target. Throws BlockedError where it has none, or where another mirror posts into it. */
  async findTarget(mirror: WorkedMirror, poster: Poster): Promise<Discussion> {
    const { postsTargetId } = mirror;
    const found =
      postsTargetId === null ? null : ((await poster.discussionOf?.(postsTargetId, this.#signal)) ?? null);
    if (!found) throw new BlockedError("no_discussion_group", "The target has no discussion group");
    if (await isMirroredInto(this.#pool, mirror.id, found.channelId))
      throw new BlockedError("already_mirrored", `Another mirror posts into ${found.name}`);
    return found;
  }

  /** Throws SnoozeError while the post is on its way, and BlockedError where the target has no discussion group any more. */
  async placeOf(
    mirror: WorkedMirror,
    poster: Poster,
    [messageId = "0"]: readonly string[],
  ): Promise<CommentPlace> {
    if (mirror.commentsOf === null) return anywhere;
    const post = await findPostOfComment(this.#pool, mirror.id, messageId);
    if (!post) return { thread: null, without: "not_a_comment" };
    if (post.state === "pending")
      throw new SnoozeError(
        "mirror_waits",
        new Date(Date.now() + (post.isOnItsWay ? postStepMs : postRestsMs)),
      );
    if (post.state !== "sent" || post.targetId === null || post.targetChannelId === null)
      return { thread: null, without: "post_not_mirrored" };
    const thread = await this.#findThread(poster, {
      channelId: post.targetChannelId,
      postId: post.targetId,
      waitMs: threadComesWithinMs - (post.sentAgoMs ?? 0),
    });
    return { thread, without: thread ? null : "no_thread" };
  }

  async #findThread(
    poster: Poster,
    { channelId, postId, waitMs }: { channelId: string; postId: string; waitMs: number },
  ): Promise<Thread | null> {
    const known = this.#threads.get(postId);
    if (known) return known;
    const until = performance.now() + waitMs;
    for (let stepMs = threadStepMs.first; ; stepMs = Math.min(2 * stepMs, threadStepMs.longest)) {
      const found = (await poster.findThread?.(channelId, postId, this.#signal)) ?? null;
      if (found) {
        this.#threads.set(postId, found);
        return found;
      }
      if (performance.now() >= until) break;
      await sleep(stepMs, undefined, { signal: this.#signal }).catch(() => this.#signal.throwIfAborted());
    }
    if (await poster.discussionOf?.(channelId, this.#signal)) return null;
    throw new BlockedError("no_discussion_group", "The target has no discussion group");
  }
}
