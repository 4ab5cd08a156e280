import { mix } from "../../world/hash.ts";
import { BLOCK_SIZE, Pace } from "../../world/pace.ts";
import { type SnowflakeParts, toId } from "./snowflake.ts";

export { BLOCK_SIZE };

/**
 * The ids of a channel's generated messages, computable both ways without keeping any of them: index → time
 * and id in O(1), id → index in O(log n). Ids strictly increase with the index, as the times do.
 */
export class Timeline extends Pace {
  /** The lower 22 bits of a message's id. */
  lowAt(index: number): number {
    return mix(this.seed ^ 0x51ed270b, index) & 0x3fffff;
  }

  /** The id of a message. */
  idAt(index: number): string {
    return toId(this.timeAt(index), this.lowAt(index));
  }

  /** The first index whose id is not below `parts`; `count` when all are. */
  lowerBound(parts: SnowflakeParts): number {
    let low = 0;
    let high = this.count;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#isBelow(middle, parts)) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** The index with exactly this id, or -1. */
  indexOf(parts: SnowflakeParts): number {
    const index = this.lowerBound(parts);
    const found = index < this.count && this.timeAt(index) === parts.ms && this.lowAt(index) === parts.low;
    return found ? index : -1;
  }

  #isBelow(index: number, parts: SnowflakeParts): boolean {
    const ms = this.timeAt(index);
    return ms === parts.ms ? this.lowAt(index) < parts.low : ms < parts.ms;
  }
}
