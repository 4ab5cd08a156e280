import { useMemo } from "react";
import { encode } from "uqr";
import classes from "./QrCode.module.css";

/** Modules of white around the code; the standard asks for four, or scanners miss it on a dark page. */
const border = 4;

/** A text as a QR code, drawn here: nobody else gets to see it. Dark on white in either colour scheme, as scanners want it. */
export function QrCode({ text, label }: { text: string; label: string }) {
  const { path, size } = useMemo(() => {
    const { data, size } = encode(text, { border, ecc: "L" });
    const rows = data.flatMap((row, y) => row.flatMap((isDark, x) => (isDark ? `M${x} ${y}h1v1h-1z` : [])));
    return { path: rows.join(""), size };
  }, [text]);
  return (
    // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role -- an <img> would need the drawing as a data: address
    <svg className={classes.code} viewBox={`0 0 ${size} ${size}`} role="img" aria-label={label}>
      <rect width={size} height={size} fill="#fff" />
      <path d={path} fill="#000" shapeRendering="crispEdges" />
    </svg>
  );
}
