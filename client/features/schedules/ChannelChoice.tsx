"use client";
import { SegmentedControl, TextInput } from "@mantine/core";
import { useTranslations } from "next-intl";
import { useMemo, useState } from "react";
import { LabelledCheckBox } from "../../ui/common/CheckBox.tsx";
import { useChannels } from "../channels/useChannels.ts";
import { useGuilds } from "../channels/useGuilds.ts";
import classes from "./ScheduleEditor.module.css";

/** How many are listed at once; the search finds the others. */
const mostListed = 100;

interface ChannelChoiceProps {
  guildId: string;
  /** Null: the whole server. */
  chosen: readonly string[] | null;
  onChange: (channelIds: readonly string[] | null) => void;
}

/** The whole server, or channels, threads and forums picked from it. */
export function ChannelChoice({ guildId, chosen, onChange }: ChannelChoiceProps) {
  const t = useTranslations("schedules");
  const [search, setSearch] = useState("");
  const { guilds } = useGuilds();
  const platform = guilds?.find(({ id }) => id === guildId)?.platform ?? "";
  const { data } = useChannels(chosen === null ? null : guildId, null);
  const listed = useMemo(() => {
    const wanted = search.trim().toLocaleLowerCase();
    return [...(data?.channels.values() ?? [])]
      .filter(({ kind, name }) => kind !== "category" && name.toLocaleLowerCase().includes(wanted))
      .slice(0, mostListed);
  }, [data, search]);
  const toggle = (id: string, isChosen: boolean) =>
    onChange(isChosen ? [...(chosen ?? []), id] : (chosen ?? []).filter((each) => each !== id));
  return (
    <div>
      <span className={classes.caption} id="schedule-channels">
        {t("channels")}
      </span>
      <SegmentedControl
        size="xs"
        fullWidth
        aria-labelledby="schedule-channels"
        value={chosen === null ? "all" : "some"}
        onChange={(value) => onChange(value === "all" ? null : [])}
        data={[
          { value: "all", label: t("allChannels", { platform }) },
          { value: "some", label: t("someChannels", { count: chosen?.length ?? 0 }) },
        ]}
      />
      {chosen !== null && (
        <>
          <TextInput
            mt={8}
            size="xs"
            aria-label={t("findChannel")}
            placeholder={t("findChannel")}
            value={search}
            onChange={(event) => setSearch(event.currentTarget.value)}
          />
          <div className={classes.channels}>
            {listed.map(({ id, name }) => (
              <LabelledCheckBox
                key={id}
                label={name}
                checked={chosen.includes(id)}
                onChange={(event) => toggle(id, event.currentTarget.checked)}
              />
            ))}
          </div>
        </>
      )}
    </div>
  );
}
