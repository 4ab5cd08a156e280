"use client";
import { Button, Switch } from "@mantine/core";
import { useTranslations } from "next-intl";
import { useState } from "react";
import type { DeliveryView, TargetView } from "../../../core/api/notifications.ts";
import { Ago } from "../../ui/common/Ago.tsx";
import { LazyModal } from "../../ui/dialog/LazyDialogs.tsx";
import classes from "./Notifications.module.css";
import { useDeliveries, useTargetActions } from "./useTargets.ts";

/** One target: where it leads, how its last delivery ended, and what can be done with it. */
export function TargetRow({ target, onEdit }: { target: TargetView; onEdit: () => void }) {
  const t = useTranslations("notifications");
  const { isBusy, save, remove, test } = useTargetActions();
  const [isTested, setTested] = useState(false);
  const [isRemoving, setRemoving] = useState(false);
  const { id, name } = target;
  return (
    <li className={classes.row}>
      <div className={classes.line}>
        <div className={classes.words}>
          <strong>{name}</strong>
          <span className={classes.quiet}>
            {t(`kind_${target.kind}`)} · {target.urlShown ?? `#${target.channelName ?? target.channelId}`}
            {target.guildName && ` (${target.guildName})`}
          </span>
          <LastDelivery target={target} />
        </div>
        <Switch
          aria-label={t("enable", { name })}
          checked={target.enabled}
          disabled={isBusy}
          onChange={(event) => void save(id, { enabled: event.currentTarget.checked })}
        />
      </div>
      {isTested && <TestResult targetId={id} />}
      <div className={classes.buttons}>
        <Button
          size="xs"
          variant="default"
          aria-label={t("testOne", { name })}
          loading={isBusy}
          onClick={() => void test(id).then(setTested)}
        >
          {t("test")}
        </Button>
        <Button size="xs" variant="default" aria-label={t("editOne", { name })} onClick={onEdit}>
          {t("edit")}
        </Button>
        <Button
          size="xs"
          variant="default"
          aria-label={t("removeOne", { name })}
          onClick={() => setRemoving(true)}
        >
          {t("remove")}
        </Button>
      </div>
      <LazyModal opened={isRemoving} onClose={() => setRemoving(false)} title={t("removeTitle", { name })}>
        <p>{t("removeText")}</p>
        <div className={classes.buttons}>
          <Button variant="default" onClick={() => setRemoving(false)}>
            {t("cancel")}
          </Button>
          <Button color="red" loading={isBusy} onClick={() => void remove(id)} data-autofocus>
            {t("remove")}
          </Button>
        </div>
      </LazyModal>
    </li>
  );
}

function LastDelivery({ target }: { target: TargetView }) {
  const t = useTranslations("notifications");
  const { lastDeliveryAt, lastDeliveryStatus, lastDeliveryError } = target;
  if (lastDeliveryAt === null || lastDeliveryStatus === null)
    return <span className={classes.quiet}>{t("never")}</span>;
  return (
    <span className={classes.quiet} title={lastDeliveryError ?? undefined}>
      {t("last")}: {t(`last_${lastDeliveryStatus}`)}, <Ago at={lastDeliveryAt} />
    </span>
  );
}

/** What became of the newest test, read back until it is known. */
function TestResult({ targetId }: { targetId: string }) {
  const { data } = useDeliveries(targetId, true);
  const delivery = data?.deliveries.find(({ event }) => event === "test");
  return <output className={classes.result}>{useTestWords(delivery)}</output>;
}

function useTestWords(delivery: DeliveryView | undefined): string {
  const t = useTranslations("notifications");
  const tReasons = useTranslations("reasons");
  if (!delivery) return t("testing");
  const { status, reason, message, attempts, maxAttempts } = delivery;
  if (status === "completed") return t("testDone");
  const key = `${reason}.title`;
  // What the receiver said stands in the message; the code is said in the reader's language.
  const why = reason !== null && tReasons.has(key as never) ? tReasons(key as never) : "";
  if (status === "failed")
    return t("testFailed", { reason: [why, message].filter(Boolean).join(" – ") || status });
  return attempts === 0
    ? t("testing")
    : [t("testing"), t("attempt", { attempt: attempts, most: maxAttempts }), message]
        .filter(Boolean)
        .join(" ");
}
