"use client";
import { Button } from "@mantine/core";
import { useTranslations } from "next-intl";
import type { GuildView } from "../../../core/api/guilds.ts";
import { useFormat } from "../../ui/format/useFormat.ts";
import { useNow } from "../../ui/format/useNow.ts";
import { Icon } from "../../ui/icons/Icon.tsx";
import classes from "./PausedNotice.module.css";
import { useGuildPause } from "./useGuildPause.ts";

/** Says that all work on a server is paused, since when, and lets it go on. Nothing while it is not. */
export function PausedNotice({ guild }: { guild: GuildView }) {
  const t = useTranslations("guildPause");
  const format = useFormat();
  const now = useNow();
  const { toggle, isBusy } = useGuildPause(guild);
  if (guild.workPausedAt === null) return null;
  const ago = format.relative(Math.min(Date.parse(guild.workPausedAt), now), now);
  return (
    <output className={classes.notice}>
      <Icon name="pause" size={18} />
      <span className={classes.words}>
        <strong>{t("paused", { server: guild.name, ago })}</strong> {t("hint")}
      </span>
      <Button size="compact-md" variant="default" loading={isBusy} onClick={() => void toggle()}>
        {t("resume")}
      </Button>
    </output>
  );
}
