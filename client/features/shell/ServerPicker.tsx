"use client";
import { Skeleton, UnstyledButton } from "@mantine/core";
import { useTranslations } from "next-intl";
import type { GuildView } from "../../../core/api/guilds.ts";
import { Monogram } from "../../ui/common/Monogram.tsx";
import { useFormat } from "../../ui/format/useFormat.ts";
import { Icon } from "../../ui/icons/Icon.tsx";
import { MenuButton } from "../../ui/menu/MenuButton.tsx";
import { useChosenGuild } from "../channels/useChosenGuild.tsx";
import { useLiveWords } from "../live/useLiveWords.ts";
import classes from "./ServerPicker.module.css";

/** Which server the console looks at. */
export function ServerPicker({ onChoose }: { onChoose?: (() => void) | undefined }) {
  const t = useTranslations("shell");
  const format = useFormat();
  const liveWords = useLiveWords();
  const { guild, guilds, choose } = useChosenGuild();
  if (!guilds) return <Skeleton height={50} radius={9} />;
  if (!guild) return <p className={classes.none}>{t("noServers")}</p>;
  const messages = (count: number) => t("messages", { count, amount: format.compact(count) });
  const catchingUp = ({ live }: GuildView) => (live.state === "catching_up" ? liveWords(live) : null);
  const trouble = (each: GuildView) =>
    each.syncFailure ? t(`sync_${each.syncFailure.error}`) : each.workPausedAt && t("workPaused");
  return (
    <MenuButton
      width={260}
      align="start"
      search={{ label: t("findServer"), noMatch: t("noMatch") }}
      target={
        <UnstyledButton className={classes.button}>
          <Monogram id={guild.id} name={guild.name} size={32} />
          <span className="sr-only">{t("chooseServer")}</span>
          <span className={classes.words}>
            <span className={classes.name}>{guild.name}</span>
            <span className={classes.detail}>
              {trouble(guild) ?? catchingUp(guild) ?? messages(guild.messageCount)}
            </span>
          </span>
          <Icon name="chevronUpDown" size={16} />
        </UnstyledButton>
      }
      entries={guilds.map((each) => ({
        kind: "item",
        key: each.id,
        text: each.name,
        hint:
          trouble(each) ??
          catchingUp(each) ??
          (each.memberCount === null
            ? messages(each.messageCount)
            : t("members", { count: each.memberCount })),
        picture: <Monogram id={each.id} name={each.name} size={28} />,
        isChosen: each.id === guild.id,
        onSelect: () => {
          choose(each.id);
          onChoose?.();
        },
      }))}
    />
  );
}
