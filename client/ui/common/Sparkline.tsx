import classes from "./Sparkline.module.css";

const height = 20;

/** The course of a rate, oldest left; decoration beside the number it ends in. `width` in pixels. */
export function Sparkline({ points, width = 72 }: { points: readonly number[]; width?: number }) {
  const highest = Math.max(1, ...points);
  const step = width / Math.max(1, points.length - 1);
  const line = points.map((point, index) => {
    const y = height - 1.5 - (point / highest) * (height - 3);
    return `${(index * step).toFixed(1)},${y.toFixed(1)}`;
  });
  return (
    <svg className={classes.sparkline} width={width} height={height} aria-hidden="true" focusable="false">
      {line.length > 1 && (
        <>
          <polygon className={classes.area} points={`0,${height} ${line.join(" ")} ${width},${height}`} />
          <polyline className={classes.line} points={line.join(" ")} />
        </>
      )}
    </svg>
  );
}
