"use client";
import { Spotlight, spotlight } from "@mantine/spotlight";
import { useTranslations } from "next-intl";
import { type KeyboardEvent, useEffect, useState } from "react";
import { Icon } from "../../../ui/icons/Icon.tsx";
import classes from "./Palette.module.css";
import { usePaletteItems } from "./usePaletteItems.ts";

/** Jumps to a page, server, channel or task by name. A new `request` opens it. */
export function Palette({ request }: { request: number }) {
  const t = useTranslations("palette");
  const [query, setQuery] = useState("");
  const groups = usePaletteItems(query);
  useEffect(() => {
    if (request > 0) spotlight.open();
  }, [request]);
  /** Mantine selects the first match as one types; channels arrive a moment later and may be the first then. */
  const openFirst = (event: KeyboardEvent<HTMLInputElement>) => {
    const dialog = event.currentTarget.closest("[role=dialog]");
    if (event.key !== "Enter" || query === "" || dialog?.querySelector("[data-selected]")) return;
    event.preventDefault();
    spotlight.close();
    groups[0]?.items[0]?.open();
  };
  return (
    <Spotlight.Root
      query={query}
      onQueryChange={setQuery}
      shortcut={null}
      scrollable
      maxHeight={440}
      size={620}
      transitionProps={{ duration: 100 }}
      overlayProps={{ color: "var(--backdrop)", backgroundOpacity: 1, blur: 2 }}
      attributes={{ content: { "aria-label": t("title") } }}
    >
      <Spotlight.Search
        placeholder={t("placeholder")}
        aria-label={t("placeholder")}
        onKeyDown={openFirst}
        leftSection={<Icon name="search" size={18} />}
      />
      {/* Made anew with another first match: Mantine would keep the one selected that was first as one typed. */}
      <Spotlight.ActionsList key={groups[0]?.items[0]?.id}>
        {groups.length === 0 && <Spotlight.Empty>{t("empty")}</Spotlight.Empty>}
        {groups.map(({ name, items }) => (
          <Spotlight.ActionsGroup key={name} className={classes.group} label={t(name)}>
            {items.map((item) => (
              <Spotlight.Action
                key={item.id}
                className={classes.action}
                leftSection={<Icon name={item.icon} size={18} />}
                label={item.label}
                {...(item.detail ? { description: item.detail } : {})}
                onClick={item.open}
              />
            ))}
          </Spotlight.ActionsGroup>
        ))}
      </Spotlight.ActionsList>
      <Spotlight.Footer className={classes.foot}>{t("hint")}</Spotlight.Footer>
    </Spotlight.Root>
  );
}
