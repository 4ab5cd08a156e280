/** A coverage bar as one CSS gradient: thousands of bars scroll when each is a single element. Pure. */
import { type Stretch, type StretchKind, spanOn } from "./coverage.ts";

/** Anything narrower would not be seen; a gap of one hour in eight years must be. */
const leastPixels = 3;

const colours: Record<StretchKind, string> = {
  covered: "var(--covered)",
  hole: "var(--hole)",
  before: "transparent",
  after: "transparent",
};

const percent = (share: number) => `${Number((share * 100).toFixed(3))}%`;

/**
 * The `background-image` for a bar over `axis`. Every stop starts at 0: CSS moves a stop that lies before its
 * forerunner up to it (css-images-4 §3.5.3), so that stretches widened to be seen push the next ones along.
 */
export function coverageBackground(
  stretches: readonly Stretch[],
  axis: { from: number; to: number },
): string {
  const stops: string[] = [];
  stretches.forEach((stretch, index) => {
    const span = spanOn(stretch, axis);
    if (!span) return;
    const isLast = index === stretches.length - 1;
    const next = stretches[index + 1];
    const isBeforeTail =
      stretch.kind === "covered" && next?.kind === "after" && index === stretches.length - 2;
    const end = isLast
      ? "100%"
      : isBeforeTail
        ? `min(${percent(span.end)}, calc(100% - ${leastPixels}px))`
        : `max(${percent(span.end)}, calc(${percent(span.start)} + ${leastPixels}px))`;
    stops.push(`${colours[stretch.kind]} 0 ${end}`);
  });
  return stops.length === 0 ? "none" : `linear-gradient(90deg, ${stops.join(", ")})`;
}
