import classes from "./Monogram.module.css";
import { monogram } from "./monogram.ts";

/**
 * A server's sign: its initials on a colour of its own. Not its picture: that would be a request to Discord's hosts
 * from every browser. `size` in pixels.
 */
export function Monogram({ id, name, size = 28 }: { id: string; name: string; size?: number }) {
  const { letters, hue } = monogram(id, name);
  return (
    <span
      className={classes.monogram}
      style={{ width: size, height: size, fontSize: size * 0.4, "--hue": hue } as React.CSSProperties}
      aria-hidden="true"
    >
      {letters}
    </span>
  );
}
