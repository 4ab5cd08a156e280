import type { StoredFileView } from "../../../../core/api/files.ts";
import classes from "./StoredPicture.module.css";

/** Larger pictures without a smaller one were too large to decode: a browser should not try either. */
const mostPixels = 50_000_000;

/** A stored picture in its place, small, with its room reserved; a click leads to the whole. Nothing for what is no picture. */
export function StoredPicture({ file, label }: { file: StoredFileView; label: string }) {
  const { url, contentType, width, height, thumbnail } = file;
  if (url === null || !contentType?.startsWith("image/")) return null;
  if (!thumbnail && (width ?? 0) * (height ?? 0) > mostPixels) return null;
  return (
    <a className={classes.link} href={url} target="_blank" rel="noopener">
      {/* oxlint-disable-next-line nextjs/no-img-element -- from the archive, in the size it is shown */}
      <img
        className={classes.picture}
        src={thumbnail?.url ?? url}
        width={width ?? undefined}
        height={height ?? undefined}
        alt={label}
        loading="lazy"
        decoding="async"
      />
    </a>
  );
}
