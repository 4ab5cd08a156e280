"use client";
import { NativeSelect } from "@mantine/core";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { mutate } from "swr";
import type { GuildActionView, GuildChange, GuildView } from "../../../core/api/guilds.ts";
import { sendJson } from "../../http/fetchJson.ts";
import { notify } from "../../ui/toasts/toasts.ts";
import classes from "./KeepComplete.module.css";

const choices = ["auto", "always", "never"] as const;
type Choice = (typeof choices)[number];
const values: Record<Choice, boolean | null> = { auto: null, always: true, never: false };
const choiceOf = (keepComplete: boolean | null): Choice =>
  choices.find((choice) => values[choice] === keepComplete) ?? "auto";

/** Whether what is missing of a server is fetched without being asked. */
export function KeepComplete({ guild }: { guild: Pick<GuildView, "id" | "keepComplete" | "platform"> }) {
  const t = useTranslations("live");
  /** What was chosen, until the server's list says the same. */
  const [chosen, setChosen] = useState<Choice | null>(null);
  const change = async (choice: Choice) => {
    setChosen(choice);
    const input: GuildChange = { keepComplete: values[choice] };
    try {
      await sendJson<GuildActionView>(`/guilds/${guild.id}`, input, "PATCH");
      notify.done(t("keepSaved"));
      await mutate((key) => typeof key === "string" && /^\/(guilds|tasks)/.test(key)).catch(() => {
        // It is saved; that the view could not be read again shows in the connection notice.
      });
    } catch (error) {
      notify.failed(t("keepFailed"), error);
    } finally {
      setChosen(null);
    }
  };
  return (
    <NativeSelect
      label={t("keep", { platform: guild.platform })}
      description={t("keepHint")}
      className={classes.choice}
      value={chosen ?? choiceOf(guild.keepComplete)}
      disabled={chosen !== null}
      onChange={(event) => void change(event.currentTarget.value as Choice)}
      data={choices.map((value) => ({ value, label: t(`keep_${value}`) }))}
    />
  );
}
