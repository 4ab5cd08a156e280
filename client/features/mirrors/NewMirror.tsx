"use client";
import { NativeSelect, TextInput } from "@mantine/core";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { type MirrorMode, mirrorModes } from "../../../core/model/mirror.ts";
import type { Platform } from "../../../core/model/platform.ts";
import { LabelledCheckBox } from "../../ui/common/CheckBox.tsx";
import { Form } from "../../ui/common/Form.tsx";
import { useChannels } from "../channels/useChannels.ts";
import { useMirrorActions, useMirrorTargets } from "./useMirrors.ts";

/** Makes a mirror of a channel of the chosen server or chat. */
export function NewMirror({
  guildId,
  platform,
  onDone,
}: {
  guildId: string;
  platform: Platform;
  onDone: () => void;
}) {
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
  // Messages are forwarded within Telegram only.
  const targetAccount = known?.accounts.find((account) =>
    account.targets.some(({ channelId }) => channelId === target),
  );
  const canForward = platform === "telegram" && targetAccount?.platform !== "discord";
  const canMake = known?.accounts.some(({ platform }) => platform === "telegram") ?? true;
  const submit = async () => {
    const isMade = await actions.create({
      sourceChannelId,
      targetChannelId: makesOne ? null : target,
      withHistory,
      ...(mode === "" || !canForward ? {} : { mode }),
      ...(makesOne && name.trim() !== "" ? { targetName: name } : {}),
    });
    if (isMade) onDone();
  };
  return (
    <Form
      submit={t("start")}
      back={t("cancel")}
      isBusy={actions.isActing}
      isDisabled={sourceChannelId === "" || (makesOne && !canMake)}
      onSubmit={submit}
      onBack={onDone}
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
          { value: "", label: t(canMake ? "makeTarget" : "chooseTarget"), disabled: !canMake },
          ...(known?.accounts ?? []).map((account) => ({
            group: account.name,
            items: account.targets.map(({ channelId, name: label }) => ({ value: channelId, label })),
          })),
        ]}
      />
      {makesOne && canMake && (
        <TextInput
          label={t("targetName")}
          maxLength={128}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
      )}
      {canForward && (
        <NativeSelect
          label={t("mode")}
          value={mode}
          onChange={(event) => setMode(event.currentTarget.value as MirrorMode | "")}
          data={[
            { value: "", label: t("mode_usual") },
            ...mirrorModes.map((value) => ({ value, label: t(`mode_${value}`) })),
          ]}
        />
      )}
      <LabelledCheckBox
        label={t("withHistory")}
        checked={withHistory}
        onChange={(event) => setWithHistory(event.currentTarget.checked)}
      />
    </Form>
  );
}
