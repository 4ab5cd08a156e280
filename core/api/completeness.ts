/** How much of a server is archived. Pure: the API and the console compute the same. */
import type { CoverageState } from "./guilds.ts";

/** What counts of a channel. */
interface CompletenessPart {
  state: CoverageState;
  /** Covered share of its life, 0 to 1. */
  share: number;
  /** Archived messages. */
  messageCount: number;
}

/**
 * Archived share of the messages that the channels are expected to hold which can be read, or could be once, 0 to 1; 0
 * when there is none, 1 when they are all empty.
 *
 * A channel is expected to hold what is archived of it divided by its covered share, one that was never read as much
 * as the median of the others: counted by heads, hundreds of small threads would hide that a large channel is missing.
 */
export function completenessOf(channels: Iterable<CompletenessPart>): number {
  // One that could be read once and not to its end is missing something, whoever may read it now.
  const readable = [...channels].filter(
    ({ state, share, messageCount }) =>
      state !== "none" && (state !== "unreadable" || (messageCount > 0 && share < 1)),
  );
  if (readable.length === 0) return 0;
  const parts = readable.filter(({ state }) => state !== "empty");
  if (parts.length === 0) return 1;
  const expected = ({ share, messageCount }: CompletenessPart) => Math.max(1, messageCount / share);
  const begun = parts.filter(({ share }) => share > 0).map(expected);
  const usual = median(begun) ?? 1;
  let [archived, total] = [0, 0];
  for (const part of parts) {
    const weight = part.share > 0 ? expected(part) : usual;
    archived += weight * part.share;
    total += weight;
  }
  const share = archived / total;
  return share < 1 || parts.every((part) => part.share === 1) ? share : 0.9999; // sums of fractions may round up
}

function median(values: readonly number[]): number | undefined {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
}
