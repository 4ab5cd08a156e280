"use client";
import { ActionIcon, Button, TextInput } from "@mantine/core";
import { useTranslations } from "next-intl";
import { useRef } from "react";
import { usePreferences } from "../../state/usePreferences.ts";
import { FilterChips } from "../../ui/common/FilterChips.tsx";
import { useHotkeys } from "../../ui/common/useHotkeys.ts";
import { useFormat } from "../../ui/format/useFormat.ts";
import { Icon } from "../../ui/icons/Icon.tsx";
import { MenuButton } from "../../ui/menu/MenuButton.tsx";
import { type ChannelFilter, channelFilters } from "../channels/tree.ts";
import { CoverageLegend } from "../coverage/CoverageLegend.tsx";
import classes from "./FetchToolbar.module.css";
import type { SelectionPreset } from "./tree/selection.ts";
import type { ChannelTreeState } from "./tree/useChannelTree.ts";

const presets: SelectionPreset[] = ["all", "incomplete", "outdated", "never", "invert", "nothing"];

interface FetchToolbarProps {
  state: ChannelTreeState;
  filter: ChannelFilter;
  onFilter: (filter: ChannelFilter) => void;
}

/** Search, filters and ways to choose many channels at once. */
export function FetchToolbar({ state, filter, onFilter }: FetchToolbarProps) {
  const t = useTranslations("fetch");
  const format = useFormat();
  const search = useRef<HTMLInputElement>(null);
  const [{ sharedAxis }, change] = usePreferences();
  useHotkeys({ "/": () => search.current?.focus() });
  return (
    <div className={classes.toolbar}>
      <div className={classes.line}>
        <TextInput
          ref={search}
          className={classes.search}
          placeholder={t("search")}
          aria-label={t("search")}
          value={state.search}
          onChange={(event) => state.setSearch(event.currentTarget.value)}
          onKeyDown={(event) => event.key === "Escape" && state.setSearch("")}
          leftSection={<Icon name="search" size={16} />}
        />
        <ActionIcon
          variant={sharedAxis ? "light" : "default"}
          size={36}
          title={sharedAxis ? t("axisOwn") : t("axisShared")}
          aria-label={t("axisShared")}
          aria-pressed={sharedAxis}
          onClick={() => change({ sharedAxis: !sharedAxis })}
        >
          <Icon name="gantt" size={17} />
        </ActionIcon>
        <MenuButton
          width={250}
          target={
            <Button variant="default" rightSection={<Icon name="chevronDown" size={14} />}>
              {t("select")}
            </Button>
          }
          entries={presets.map((preset) => ({
            kind: "item",
            key: preset,
            text: t(`preset_${preset}`),
            onSelect: () => state.select(preset),
          }))}
        />
      </div>
      <FilterChips
        label={t("filter")}
        chosen={filter}
        onChoose={onFilter}
        options={channelFilters.map((each) => ({
          value: each,
          label: t(`filter_${each}`),
          count: format.number(state.filterCounts[each]),
          isQuiet: state.filterCounts[each] === 0,
        }))}
      />
      <CoverageLegend />
    </div>
  );
}
