"use client";
import { Button, NativeSelect, PasswordInput, TextInput } from "@mantine/core";
import { useSearchParams } from "next/navigation";
import { useTranslations } from "next-intl";
import { type FormEvent, useState } from "react";
import {
  type ExportFileChoice,
  type ExportFormat,
  exportFileChoices,
  exportFormats,
} from "../../../core/model/exportFormat.ts";
import { Panel } from "../../ui/common/Panel.tsx";
import { useFormat } from "../../ui/format/useFormat.ts";
import { useChannels } from "../channels/useChannels.ts";
import { useChosenGuild } from "../channels/useChosenGuild.tsx";
import classes from "./ExportsPage.module.css";
import { useEstimate, useExportActions, type WantedExport } from "./useExports.ts";
import { useFormatName } from "./useFormatName.ts";

/** What is to be exported: of the chosen server all, or one channel, a person, a search, a time. */
export function NewExport() {
  const t = useTranslations("exports");
  const formatName = useFormatName();
  const format = useFormat();
  const address = useSearchParams();
  const { guild } = useChosenGuild();
  const { start } = useExportActions();
  const { data: channels } = useChannels(guild?.id ?? null, null);
  const [channelId, setChannelId] = useState(
    address.get("channel") ?? (address.get("where") === "all" ? everywhere : ""),
  );
  const [kind, setKind] = useState<ExportFormat>(
    () => exportFormats.find((each) => each === address.get("format")) ?? "html",
  );
  const [files, setFiles] = useState<ExportFileChoice>("linked");
  const [query, setQuery] = useState(address.get("q") ?? "");
  const [after, setAfter] = useState("");
  const [before, setBefore] = useState("");
  const [partition, setPartition] = useState("");
  const [passphrase, setPassphrase] = useState("");
  const [isSending, setSending] = useState(false);
  const place = placeOf(guild?.id, channelId, query);
  const choice = place && choiceOf({ ...place, kind, files, query, after, before });
  const estimate = useEstimate(choice);
  const listed = [...(channels?.channels.values() ?? [])].filter((channel) => channel.kind !== "category");
  const send = async (event: FormEvent) => {
    event.preventDefault();
    if (!choice) return;
    const partitionMessages = Number.parseInt(partition, 10);
    setSending(true);
    const isStarted = await start({
      ...choice,
      ...(partitionMessages > 0 ? { partitionMessages } : {}),
      ...(passphrase === "" ? {} : { passphrase }),
    });
    if (isStarted) setPassphrase("");
    setSending(false);
  };
  return (
    <Panel title={t("new")}>
      <form className={classes.stack} onSubmit={(event) => void send(event)}>
        <div className={classes.fields}>
          <NativeSelect
            label={t("channel")}
            value={channelId}
            onChange={(event) => setChannelId(event.currentTarget.value)}
            data={[
              { value: "", label: t("allOf", { name: guild?.name ?? "" }) },
              // Only a search chooses by itself.
              ...(query.trim() !== "" || channelId === everywhere
                ? [{ value: everywhere, label: t("everywhere") }]
                : []),
              // Chosen by the address before the channels are here, or one that has been left.
              ...(channelId === "" || channelId === everywhere || listed.some(({ id }) => id === channelId)
                ? []
                : [{ value: channelId, label: channelId }]),
              ...listed.map(({ id, name }) => ({ value: id, label: name })),
            ]}
          />
          <NativeSelect
            label={t("format")}
            value={kind}
            onChange={(event) => setKind(event.currentTarget.value as ExportFormat)}
            data={exportFormats.map((each) => ({ value: each, label: formatName(each) }))}
          />
          <NativeSelect
            label={t("files")}
            value={files}
            onChange={(event) => setFiles(event.currentTarget.value as ExportFileChoice)}
            data={exportFileChoices.map((each) => ({ value: each, label: t(`filesChoice.${each}`) }))}
          />
          <TextInput
            label={t("query")}
            placeholder={t("queryHint")}
            value={query}
            onChange={(event) => setQuery(event.currentTarget.value)}
          />
          <TextInput
            type="date"
            label={t("after")}
            value={after}
            onChange={(event) => setAfter(event.currentTarget.value)}
          />
          <TextInput
            type="date"
            label={t("before")}
            value={before}
            onChange={(event) => setBefore(event.currentTarget.value)}
          />
          <TextInput
            type="number"
            min={1}
            label={t("partition")}
            placeholder={t("partitionHint")}
            value={partition}
            onChange={(event) => setPartition(event.currentTarget.value)}
          />
          <PasswordInput
            label={t("passphrase")}
            placeholder={t("passphraseNone")}
            autoComplete="new-password"
            minLength={12}
            maxLength={1_000}
            value={passphrase}
            onChange={(event) => setPassphrase(event.currentTarget.value)}
            visibilityToggleButtonProps={{ "aria-label": t("passphraseShow") }}
          />
        </div>
        <p className={classes.quiet}>{t(`about.${kind}`)}</p>
        {passphrase !== "" && <p className={classes.quiet}>{t("passphraseHint")}</p>}
        <div className={classes.buttons}>
          <Button type="submit" disabled={!choice || isSending}>
            {t("start")}
          </Button>
          <span className={classes.quiet} aria-live="polite">
            {estimate &&
              t("estimate", {
                count: estimate.messages,
                messages: `${estimate.isCapped ? "≥ " : ""}${format.number(estimate.messages)}`,
                size: format.bytes(estimate.bytes),
              })}
          </span>
        </div>
      </form>
    </Panel>
  );
}

/** In place of a channel: all servers. */
const everywhere = "*";

interface Place {
  guildId?: string;
  channelIds?: string[];
}

/** Null: nothing is chosen yet. */
function placeOf(guildId: string | undefined, channelId: string, query: string): Place | null {
  if (channelId === everywhere) return query.trim() === "" ? null : {};
  if (guildId === undefined) return null;
  return channelId === "" ? { guildId } : { guildId, channelIds: [channelId] };
}

interface Fields extends Place {
  kind: ExportFormat;
  files: ExportFileChoice;
  query: string;
  after: string;
  before: string;
}

/** The days are those of the reader's clock; the last one is in it. */
function choiceOf({ kind, files, query, after, before, ...place }: Fields): WantedExport {
  const from = dayStart(after, 0);
  const to = dayStart(before, 1);
  return {
    ...place,
    format: kind,
    files,
    timezone: Intl.DateTimeFormat().resolvedOptions().timeZone,
    ...(query.trim() === "" ? {} : { query: query.trim() }),
    ...(from === null ? {} : { after: from }),
    ...(to === null ? {} : { before: to }),
  };
}

function dayStart(day: string, daysLater: number): string | null {
  const time = new Date(`${day}T00:00:00`);
  if (day === "" || Number.isNaN(time.getTime())) return null;
  time.setDate(time.getDate() + daysLater);
  return time.toISOString();
}
