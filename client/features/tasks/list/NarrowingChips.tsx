"use client";
import { Button, UnstyledButton } from "@mantine/core";
import { useTranslations } from "next-intl";
import { Icon } from "../../../ui/icons/Icon.tsx";
import type { MenuEntry } from "../../../ui/menu/entries.ts";
import { MenuButton } from "../../../ui/menu/MenuButton.tsx";
import { type TaskQuery, taskModes } from "../taskQuery.ts";
import { useTaskWords } from "../words/useTaskWords.ts";
import classes from "./NarrowingChips.module.css";

interface NarrowingChipsProps {
  query: TaskQuery;
  /** Of the channel that the list is narrowed to; null while no task tells it. */
  channelName: string | null;
  onChange: (change: Partial<TaskQuery>) => void;
}

/** Who starts tasks without a name of their own; others appear once the address asks for them. */
const usualStarters = ["console", "catch-up", "upgrade", "sql"];

/** What narrows the list beside the status: a chip for each, to be taken away, and a menu to add one. */
export function NarrowingChips({ query, channelName, onChange }: NarrowingChipsProps) {
  const t = useTranslations("tasks");
  const words = useTaskWords();
  const starter = (name: string) => words.starter(name === "sql" ? null : name);
  const chips = [
    ...(query.channelId
      ? [{ key: "channelId", label: t("columnChannel"), text: channelName ?? t("oneChannel") }]
      : []),
    ...(query.mode ? [{ key: "mode", label: t("filterMode"), text: t(`mode_${query.mode}`) }] : []),
    ...(query.startedBy
      ? [{ key: "startedBy", label: t("filterStarter"), text: starter(query.startedBy) }]
      : []),
  ];
  const starters = [...new Set([...usualStarters, ...(query.startedBy ? [query.startedBy] : [])])];
  const entries: MenuEntry[] = [
    { kind: "label", key: "modes", text: t("filterMode") },
    ...taskModes.map(
      (mode): MenuEntry => ({
        kind: "item",
        key: mode,
        text: t(`mode_${mode}`),
        isChosen: query.mode === mode,
        onSelect: () => onChange({ mode: query.mode === mode ? null : mode }),
      }),
    ),
    { kind: "divider", key: "divider" },
    { kind: "label", key: "starters", text: t("filterStarter") },
    ...starters.map(
      (name): MenuEntry => ({
        kind: "item",
        key: name,
        text: starter(name),
        isChosen: query.startedBy === name,
        onSelect: () => onChange({ startedBy: query.startedBy === name ? null : name }),
      }),
    ),
  ];
  return (
    <>
      {chips.map(({ key, label, text }) => (
        <UnstyledButton
          key={key}
          className={classes.chip}
          aria-label={t("removeFilter", { filter: `${label}: ${text}` })}
          onClick={() => onChange({ [key]: null })}
        >
          <span className={classes.label}>{label}</span>
          <span className={classes.text}>{text}</span>
          <Icon name="close" size={13} />
        </UnstyledButton>
      ))}
      <MenuButton
        width={230}
        target={
          <Button variant="default" size="compact-sm" leftSection={<Icon name="filter" size={14} />}>
            {t("addFilter")}
          </Button>
        }
        entries={entries}
      />
    </>
  );
}
