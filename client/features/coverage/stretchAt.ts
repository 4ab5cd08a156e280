/** Which stretch of a coverage bar a pointer means. Pure. */
import { isMissing, type Stretch, spanOn } from "./coverage.ts";

/** A narrow gap is drawn 3 px wide and must be easier to hit than that. */
const reachPixels = 4;

/** `share`: where the pointer is, 0 to 1 of a bar `widthPixels` wide. Prefers a gap nearby; null beside the bar. */
export function stretchAt(
  stretches: readonly Stretch[],
  life: { from: number; to: number },
  share: number,
  widthPixels: number,
): Stretch | null {
  if (share < 0 || share > 1) return null;
  const reach = reachPixels / widthPixels;
  const hit = (within: number) => (stretch: Stretch) => {
    const span = spanOn(stretch, life);
    return span !== null && share >= span.start - within && share <= span.end + within;
  };
  return stretches.filter(isMissing).find(hit(reach)) ?? stretches.find(hit(0)) ?? null;
}
