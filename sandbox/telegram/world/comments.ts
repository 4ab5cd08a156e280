/** How a discussion group follows its channel: each post is forwarded into it, and comments come after it. */
import { mix } from "../../world/hash.ts";
import type { Chat } from "./model.ts";

/** Where the discussion of each post lies among the group's generated messages. */
export class CommentPlan {
  readonly channel: Chat;
  /** Place of each post's forward; the last element is the number of messages. */
  readonly starts: Uint32Array;

  /** `average` comments per post that has any. `offset` messages come before the first forward. */
  constructor(channel: Chat, offset: number, average: number, hasForward: (post: number) => boolean) {
    this.channel = channel;
    const posts = channel.past.count;
    this.starts = new Uint32Array(posts + 1);
    let at = offset;
    for (let post = 0; post < posts; post++) {
      this.starts[post] = at;
      if (!hasForward(post)) continue;
      const hash = mix(channel.seed ^ 0x2f0b4a1d, post);
      at += 1 + (hash % 3 === 0 ? 0 : (hash >>> 4) % (2 * average + 1));
    }
    this.starts[posts] = at;
  }

  get count(): number {
    return this.starts[this.starts.length - 1] as number;
  }

  /** The post whose discussion a message is in, and its place in it (0: the forward); null before the first. */
  at(index: number): { post: number; place: number } | null {
    if (index < (this.starts[0] as number) || index >= this.count) return null;
    let low = 0;
    let high = this.starts.length - 2;
    while (low < high) {
      const middle = (low + high + 1) >>> 1;
      if ((this.starts[middle] as number) <= index) low = middle;
      else high = middle - 1;
    }
    return { post: low, place: index - (this.starts[low] as number) };
  }

  /** First place and number of messages (forward included) of a post's discussion; 0: it has none. */
  of(post: number): { first: number; length: number } {
    const first = this.starts[post] as number;
    return { first, length: (this.starts[post + 1] as number) - first };
  }

  /** Unix seconds: comments follow their post, up to the next one. */
  secondsAt(index: number): number {
    const found = this.at(index);
    const { past } = this.channel;
    if (!found) return past.secondsAt(0);
    const from = past.secondsAt(found.post);
    const to = found.post + 1 < past.count ? past.secondsAt(found.post + 1) : from + 86_400;
    const { length } = this.of(found.post);
    return from + Math.floor(Math.min(found.place * 137, ((to - from) * found.place) / length));
  }
}
