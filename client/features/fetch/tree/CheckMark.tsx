import { Icon } from "../../../ui/icons/Icon.tsx";
import classes from "./CheckMark.module.css";
import type { Checked } from "./selection.ts";

/** A box that shows what is chosen. Looks only: the row carries the meaning. */
export function CheckMark({ checked }: { checked: Checked }) {
  return (
    <span className={classes.box} data-checked={checked} aria-hidden="true">
      {checked === "all" && <Icon name="check" size={13} />}
      {checked === "some" && <span className={classes.dash} />}
    </span>
  );
}
