/* oxlint-disable jsx-a11y/prefer-tag-over-role -- the combobox of WAI-ARIA: select and datalist cannot suggest parts of a text */
"use client";
import { Button, TextInput } from "@mantine/core";
import { useTranslations } from "next-intl";
import { type FormEvent, type KeyboardEvent, useId, useRef, useState } from "react";
import { Icon } from "../../ui/icons/Icon.tsx";
import { complete, type Typing, typingAt } from "./editQuery.ts";
import classes from "./SearchBox.module.css";
import { type Suggestion, useCompletions } from "./useCompletions.ts";

/** One box for everything that can be asked; it suggests filters, people and channels as they are typed. */
export function SearchBox({ asked, onSearch }: { asked: string; onSearch: (q: string) => void }) {
  const t = useTranslations("search");
  const [text, setText] = useState(asked);
  const [typing, setTyping] = useState<Typing | null>(null);
  const [chosen, setChosen] = useState(-1);
  const input = useRef<HTMLInputElement>(null);
  const listId = useId();
  const suggestions = useCompletions(typing);
  const isOpen = suggestions.length > 0;
  const active = chosen < suggestions.length ? chosen : -1;

  const look = (value: string, caret: number | null) => {
    setTyping(caret === null ? null : typingAt(value, caret));
    setChosen(-1);
  };
  const take = ({ written }: Suggestion) => {
    if (!typing) return;
    const { q, caret } = complete(text, typing, written);
    setText(q);
    look(q, caret);
    requestAnimationFrame(() => {
      input.current?.focus();
      input.current?.setSelectionRange(caret, caret);
    });
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTyping(null);
    onSearch(text.trim());
  };
  const onKeyDown = (event: KeyboardEvent) => {
    // Enter that ends the composition of a character is not meant for the page.
    if (!isOpen || event.nativeEvent.isComposing) return;
    const suggestion = suggestions[active];
    if (event.key === "ArrowDown") setChosen((active + 1) % suggestions.length);
    else if (event.key === "ArrowUp") setChosen((active <= 0 ? suggestions.length : active) - 1);
    else if (event.key === "Escape") setTyping(null);
    else if ((event.key === "Enter" || event.key === "Tab") && suggestion) take(suggestion);
    else return;
    event.preventDefault();
  };
  return (
    <search>
      <form className={classes.form} onSubmit={submit}>
        <div className={classes.box}>
          <TextInput
            ref={input}
            size="md"
            aria-label={t("box")}
            placeholder={t("placeholder")}
            leftSection={<Icon name="search" size={18} />}
            value={text}
            autoComplete="off"
            spellCheck={false}
            maxLength={500}
            role="combobox"
            aria-autocomplete="list"
            aria-expanded={isOpen}
            aria-controls={listId}
            {...(active >= 0 ? { "aria-activedescendant": `${listId}-${active}` } : {})}
            onChange={({ currentTarget }) => {
              setText(currentTarget.value);
              look(currentTarget.value, currentTarget.selectionStart);
            }}
            onClick={({ currentTarget }) => look(currentTarget.value, currentTarget.selectionStart)}
            onBlur={() => setTyping(null)}
            onKeyDown={onKeyDown}
          />
          <div
            id={listId}
            className={classes.list}
            role="listbox"
            aria-label={t("suggestions")}
            hidden={!isOpen}
          >
            {suggestions.map((suggestion, i) => (
              // oxlint-disable-next-line jsx-a11y/click-events-have-key-events -- keys are the box's: the focus stays there
              <div
                key={suggestion.written}
                id={`${listId}-${i}`}
                className={classes.option}
                role="option"
                aria-selected={i === active}
                tabIndex={-1}
                // Not on click: the box would lose the focus first, and the list would be gone.
                onMouseDown={(event) => {
                  event.preventDefault();
                  take(suggestion);
                }}
              >
                <span className={classes.label}>{suggestion.label}</span>
                {suggestion.hint && <span className={classes.hint}>{suggestion.hint}</span>}
              </div>
            ))}
          </div>
        </div>
        <Button type="submit" size="md">
          {t("search")}
        </Button>
      </form>
    </search>
  );
}
