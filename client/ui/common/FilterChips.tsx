"use client";
import { UnstyledButton } from "@mantine/core";
import { useEffect, useRef } from "react";
import classes from "./FilterChips.module.css";

interface Option<Value extends string> {
  value: Value;
  label: string;
  /** Written beside the label. */
  count?: string;
  /** Nothing is behind it. */
  isQuiet?: boolean;
}

interface FilterChipsProps<Value extends string> {
  label: string;
  options: Option<Value>[];
  chosen: Value;
  onChoose: (value: Value) => void;
}

/**
 * One of several views of the same list, with how much is in each. Scrolls sideways where there is no room, and shows the
 * chosen one then.
 */
export function FilterChips<Value extends string>({
  label,
  options,
  chosen,
  onChoose,
}: FilterChipsProps<Value>) {
  const row = useRef<HTMLFieldSetElement>(null);
  const place = options.findIndex(({ value }) => value === chosen);
  useEffect(() => {
    const chip = row.current?.querySelectorAll("button").item(place);
    if (row.current && chip)
      row.current.scrollLeft = chip.offsetLeft - (row.current.clientWidth - chip.offsetWidth) / 2;
  }, [place]);
  return (
    <fieldset ref={row} className={classes.chips} aria-label={label}>
      {options.map((option) => (
        <UnstyledButton
          key={option.value}
          className={classes.chip}
          aria-pressed={option.value === chosen}
          data-quiet={option.isQuiet || undefined}
          onClick={() => onChoose(option.value)}
        >
          {option.label}
          {option.count !== undefined && <span className={classes.count}>{option.count}</span>}
        </UnstyledButton>
      ))}
    </fieldset>
  );
}
