"use client";
import { Button, Checkbox, NativeSelect, TextInput } from "@mantine/core";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { type MirrorMode, mirrorModes } from "../../../core/model/mirror.ts";
import { useChannels } from "../channels/useChannels.ts";
import classes from "./Mirrors.module.css";
import { useMirrorActions, useMirrorTargets } from "./useMirrors.ts";

/** Makes a mirror of a channel of the chosen server or chat. */
export function NewMirror({ guildId, onDone }: { guildId: string; onDone: () => void }) {
  const t = useTranslations("mirrors");
  const { data } = useChannels(guildId, null);
  const channels = [...(data?.channels.values() ?? [])].filter(
    ({ kind }) => kind !== "category" && kind !== "forum",
  );
  const [chosen, setChosen] = useState("");
  const sourceChannelId = chosen || channels[0]?.id || "";
  const { data: known } = useMirrorTargets(sourceChannelId || null);
  const [target, setTarget] = useState("");
  const [name, setName] = useState("");
  const [mode, setMode] = useState<MirrorMode | "">("");
  const [withHistory, setWithHistory] = useState(true);
  const actions = useMirrorActions();
  const makesOne = target === "";
  const canMake = known?.accounts.some(({ platform }) => platform === "telegram") ?? true;
  const submit = async () => {
    const isMade = await actions.create({
      sourceChannelId,
      targetChannelId: makesOne ? null : target,
      withHistory,
      ...(mode === "" ? {} : { mode }),
      ...(makesOne && name.trim() !== "" ? { targetName: name } : {}),
    });
    if (isMade) onDone();
  };
  return (
    <form
      className={classes.form}
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
    >
      <NativeSelect
        label={t("source")}
        value={sourceChannelId}
        onChange={(event) => setChosen(event.currentTarget.value)}
        data={channels.map((channel) => ({ value: channel.id, label: channel.name }))}
      />
      <NativeSelect
        label={t("target")}
        description={t("targetHint")}
        value={target}
        onChange={(event) => setTarget(event.currentTarget.value)}
        data={[
          { value: "", label: t("makeTarget"), disabled: !canMake },
          ...(known?.accounts ?? []).map((account) => ({
            group: account.name,
            items: account.targets.map(({ channelId, name: label }) => ({ value: channelId, label })),
          })),
        ]}
      />
      {makesOne && (
        <TextInput
          label={t("targetName")}
          maxLength={128}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
      )}
      <NativeSelect
        label={t("mode")}
        value={mode}
        onChange={(event) => setMode(event.currentTarget.value as MirrorMode | "")}
        data={[
          { value: "", label: t("mode_usual") },
          ...mirrorModes.map((value) => ({ value, label: t(`mode_${value}`) })),
        ]}
      />
      <Checkbox
        label={t("withHistory")}
        checked={withHistory}
        onChange={(event) => setWithHistory(event.currentTarget.checked)}
      />
      <div className={classes.buttons}>
        <Button type="submit" loading={actions.isActing} disabled={sourceChannelId === ""}>
          {t("start")}
        </Button>
        <Button variant="default" onClick={onDone}>
          {t("cancel")}
        </Button>
      </div>
    </form>
  );
}
