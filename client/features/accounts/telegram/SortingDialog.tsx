"use client";
import { Autocomplete, Button, NumberInput } from "@mantine/core";
import { useTranslations } from "next-intl";
import { useState } from "react";
import type { GuildView } from "../../../../core/api/guilds.ts";
import { sendJson } from "../../../http/fetchJson.ts";
import { ErrorNote } from "../../../ui/common/ErrorNote.tsx";
import { LazyModal } from "../../../ui/dialog/LazyDialogs.tsx";
import classes from "../Dialogs.module.css";
import { refreshAfterChange } from "../useAccounts.ts";
import { useSending } from "./useTelegram.ts";

/** Group and priority of a chat. */
export function SortingDialog({
  opened,
  guild,
  groups,
  onClose,
}: {
  opened: boolean;
  guild: GuildView;
  /** Groups there are already. */
  groups: string[];
  onClose: () => void;
}) {
  return (
    <LazyModal opened={opened} onClose={onClose} title={guild.name}>
      <SortingForm guild={guild} groups={groups} onClose={onClose} />
    </LazyModal>
  );
}

function SortingForm({
  guild,
  groups,
  onClose,
}: {
  guild: GuildView;
  groups: string[];
  onClose: () => void;
}) {
  const t = useTranslations("telegram");
  const [groupName, setGroupName] = useState(guild.groupName ?? "");
  const [priority, setPriority] = useState<number | string>(guild.priority);
  const { error, isBusy, run } = useSending();
  const save = async () => {
    const change = { groupName, priority: Number(priority) || 0 };
    if (!(await run(() => sendJson(`/guilds/${guild.id}`, change, "PATCH")))) return;
    refreshAfterChange();
    onClose();
  };
  return (
    <form
      className={classes.form}
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      <Autocomplete
        label={t("group")}
        description={t("groupHint")}
        maxLength={60}
        data={groups}
        value={groupName}
        onChange={setGroupName}
        data-autofocus
      />
      <NumberInput
        label={t("priority")}
        description={t("priorityHint")}
        min={-100}
        max={100}
        allowDecimal={false}
        value={priority}
        onChange={setPriority}
      />
      {error && (
        <div className={classes.problem} role="alert">
          <ErrorNote error={error} />
        </div>
      )}
      <div className={classes.buttons}>
        <Button variant="default" onClick={onClose}>
          {t("close")}
        </Button>
        <Button type="submit" loading={isBusy}>
          {t("save")}
        </Button>
      </div>
    </form>
  );
}
