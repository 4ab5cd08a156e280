import { type ComponentProps, useEffect, useRef } from "react";
import classes from "./CheckBox.module.css";

/** A plain check box; `isPartly` draws the dash of "some of them". */
export function CheckBox({
  isPartly = false,
  ...props
}: Omit<ComponentProps<"input">, "type"> & { isPartly?: boolean }) {
  const box = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (box.current) box.current.indeterminate = isPartly;
  }, [isPartly]);
  return <input {...props} ref={box} type="checkbox" className={classes.box} />;
}

/** A check box with its words; the words can be clicked as well. */
export function LabelledCheckBox({
  label,
  ...props
}: Omit<ComponentProps<"input">, "type"> & { label: string }) {
  return (
    <label className={classes.labelled}>
      <CheckBox {...props} />
      {label}
    </label>
  );
}
