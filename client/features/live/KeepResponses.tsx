"use client";
import { Button, Switch } from "@mantine/core";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { mutate } from "swr";
import type { GuildActionView, GuildChange, GuildView } from "../../../core/api/guilds.ts";
import type { ResponsesView } from "../../../core/api/responses.ts";
import { sendJson } from "../../http/fetchJson.ts";
import { useResource } from "../../http/useResource.ts";
import { LoadFailed } from "../../ui/common/LoadFailed.tsx";
import { LazyModal } from "../../ui/dialog/LazyDialogs.tsx";
import { useFormat } from "../../ui/format/useFormat.ts";
import { notify } from "../../ui/toasts/toasts.ts";
import classes from "./KeepResponses.module.css";

/** Whether it is kept who reacted and voted; what that costs is told before it is switched on. */
export function KeepResponses({ guild }: { guild: Pick<GuildView, "id" | "keepsResponses"> }) {
  const t = useTranslations("responses");
  const [isAsking, setAsking] = useState(false);
  const [isBusy, setBusy] = useState(false);
  const path = `/guilds/${guild.id}/responses`;
  const state = useResource<ResponsesView>(guild.keepsResponses || isAsking ? path : null, { poll: 10_000 });
  const change = async (keepsResponses: boolean) => {
    setBusy(true);
    const input: GuildChange = { keepsResponses };
    try {
      await sendJson<GuildActionView>(`/guilds/${guild.id}`, input, "PATCH");
      notify.done(t(keepsResponses ? "switchedOn" : "switchedOff"));
      setAsking(false);
      await mutate((key) => typeof key === "string" && key.startsWith("/guilds")).catch(() => {
        // It is saved; that the view could not be read again shows in the connection notice.
      });
    } catch (error) {
      notify.failed(t("saveFailed"), error);
    } finally {
      setBusy(false);
    }
  };
  return (
    <div className={classes.choice}>
      <Switch
        label={t("keep")}
        description={t("keepHint")}
        checked={guild.keepsResponses}
        disabled={isBusy}
        onChange={(event) => (event.currentTarget.checked ? setAsking(true) : void change(false))}
      />
      {guild.keepsResponses && state.data && <Standing state={state.data} />}
      <LazyModal opened={isAsking} onClose={() => setAsking(false)} title={t("confirmTitle")}>
        <div className={classes.question}>
          {!state.data && state.error && <LoadFailed error={state.error} retry={() => void state.mutate()} />}
          {state.data && <Cost state={state.data} />}
          <p>{t("behind")}</p>
          <div className={classes.buttons}>
            <Button variant="default" onClick={() => setAsking(false)}>
              {t("back")}
            </Button>
            <Button loading={isBusy} disabled={!state.data} onClick={() => void change(true)}>
              {t("switchOn")}
            </Button>
          </div>
        </div>
      </LazyModal>
    </div>
  );
}

function Cost({ state: { estimate } }: { state: ResponsesView }) {
  const t = useTranslations("responses");
  const format = useFormat();
  return <p>{t("cost", { requests: estimate.requests, time: format.about(estimate.seconds) })}</p>;
}

/** How far it is. */
function Standing({ state: { lists, task } }: { state: ResponsesView }) {
  const t = useTranslations("responses");
  const format = useFormat();
  const { read, pending, failed } = lists;
  return (
    <p className={classes.standing}>
      {t("known", { read: format.number(read), all: format.number(read + pending + failed) })}{" "}
      {failed > 0 && t("failed", { count: failed })}{" "}
      {task?.status === "running" && t("underWay", { share: format.percent(task.progress) })}
    </p>
  );
}
