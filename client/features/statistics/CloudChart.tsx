"use client";
import { use } from "react";
import classes from "./Statistics.module.css";
import { ChartWidth } from "./useWidth.ts";

/** Words in lines, the larger the more often they are said. */
export function CloudChart({ words }: { words: readonly { word: string; count: number }[] }) {
  const width = use(ChartWidth);
  const { placed, height } = placeWords(words, width);
  return (
    <svg width={width} height={height} aria-hidden="true">
      {placed.map(({ word, count, size, x: left, y: base }) => (
        <text key={word} x={left} y={base} fontSize={size} className={classes.word}>
          {word}
          <title>{String(count)}</title>
        </text>
      ))}
    </svg>
  );
}

/** Line by line, as many as fit. Pure. */
function placeWords(words: readonly { word: string; count: number }[], width: number) {
  const most = Math.max(1, ...words.map(({ count }) => count));
  const placed: { word: string; count: number; size: number; x: number; y: number }[] = [];
  let [x, y] = [0, 30];
  for (const { word, count } of words) {
    const size = 13 + 17 * Math.sqrt(count / most);
    // Wide characters take their whole height.
    const length =
      Array.from(word).reduce((sum, char) => sum + ((char.codePointAt(0) ?? 0) > 0x2e80 ? 1 : 0.6), 0) * size;
    if (x > 0 && x + length > width) {
      x = 0;
      y += 34;
    }
    placed.push({ word, count, size, x, y });
    x += length + 14;
  }
  return { placed, height: y + 14 };
}
