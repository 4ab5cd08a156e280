"use client";
import { Menu, TextInput } from "@mantine/core";
import { cloneElement, useEffect, useRef, useState } from "react";
import { matches } from "../format/fold.ts";
import { Icon } from "../icons/Icon.tsx";
import type { MenuEntry, MenuProps } from "./entries.ts";
import classes from "./MenuPopup.module.css";

/** More entries than this and finding one by eye takes longer than typing. */
const searchFrom = 7;

/**
 * The button with its menu, open from the start: it is made by the click that asked for it (MenuButton.tsx). When it
 * closes the focus goes to the button: Mantine would return it to the button's predecessor, which is gone.
 */
export function MenuPopup({ target, entries, width = 220, align = "end", search }: MenuProps) {
  const [query, setQuery] = useState("");
  const [isOpen, setOpen] = useState(true);
  const button = useRef<HTMLElement>(null);
  // Until the menu takes it: Escape must not go nowhere meanwhile.
  useEffect(() => button.current?.focus({ preventScroll: true }), []);
  const found = entries.filter((entry) => entry.kind !== "item" || matches(entry.text, query));
  return (
    <Menu
      width={width}
      position={align === "end" ? "bottom-end" : "bottom-start"}
      opened={isOpen}
      onChange={setOpen}
      onClose={() => {
        setQuery("");
        button.current?.focus({ preventScroll: true });
      }}
      // A focusable element that is no item breaks the menu for screen readers.
      withInitialFocusPlaceholder={false}
    >
      <Menu.Target>{cloneElement(target, { ref: button })}</Menu.Target>
      <Menu.Dropdown className={classes.menu}>
        {search && entries.length >= searchFrom && (
          <TextInput
            size="xs"
            placeholder={search.label}
            aria-label={search.label}
            value={query}
            onChange={(event) => setQuery(event.currentTarget.value)}
            data-autofocus
          />
        )}
        {search && found.length === 0 && <p className={classes.none}>{search.noMatch}</p>}
        {found.map((entry) => (
          <Entry key={entry.key} entry={entry} />
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

function Entry({ entry }: { entry: MenuEntry }) {
  if (entry.kind === "divider") return <Menu.Divider />;
  if (entry.kind === "label") return <Menu.Label>{entry.text}</Menu.Label>;
  const { text, hint, icon, picture, isChosen, isDangerous, lang, onSelect } = entry;
  const sign = picture ?? (icon && <Icon name={icon} size={16} />);
  const words = (
    <span className={classes.words}>
      <span className={classes.text}>{text}</span>
      {hint && <span className={classes.hint}>{hint}</span>}
    </span>
  );
  if (isChosen === undefined) {
    return (
      <Menu.Item leftSection={sign} lang={lang} onClick={onSelect} {...(isDangerous ? { color: "red" } : {})}>
        {words}
      </Menu.Item>
    );
  }
  return (
    <Menu.RadioItem
      value={entry.key}
      checked={isChosen}
      onChange={onSelect}
      closeMenuOnClick
      lang={lang}
      classNames={{ itemIndicator: classes.noIndicator, itemLabel: classes.choice }}
      rightSection={isChosen && <Icon name="check" size={16} />}
    >
      {sign}
      {words}
    </Menu.RadioItem>
  );
}
