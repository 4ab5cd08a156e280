"use client";
import { Button } from "@mantine/core";
import { useTranslations } from "next-intl";
import { useState } from "react";
import type { AccountView } from "../../../../core/api/accounts.ts";
import type { ErrandView } from "../../../../core/api/telegram.ts";
import { sendJson } from "../../../http/fetchJson.ts";
import { ErrorNote } from "../../../ui/common/ErrorNote.tsx";
import { LazyModal } from "../../../ui/dialog/LazyDialogs.tsx";
import { Icon } from "../../../ui/icons/Icon.tsx";
import { notify } from "../../../ui/toasts/toasts.ts";
import classes from "../Dialogs.module.css";
import { refreshAfterChange } from "../useAccounts.ts";
import { ProxyFields } from "./ProxyFields.tsx";
import { emptyProxy, toProxy } from "./proxyForm.ts";
import { runErrand, useSending } from "./useTelegram.ts";

/** The proxy of one account: tried before it is saved. What is saved is shown without its secrets, and replaced whole. */
export function ProxyDialog({
  opened,
  account,
  onClose,
}: {
  opened: boolean;
  account: AccountView;
  onClose: () => void;
}) {
  const t = useTranslations("telegram");
  return (
    <LazyModal opened={opened} onClose={onClose} title={t("proxyTitle")} size="lg">
      <ProxyForm account={account} onClose={onClose} />
    </LazyModal>
  );
}

function ProxyForm({ account, onClose }: { account: AccountView; onClose: () => void }) {
  const t = useTranslations("telegram");
  const shown = account.telegram?.proxyShown ?? null;
  const [form, setForm] = useState(emptyProxy);
  const [tried, setTried] = useState<ErrandView | null>(null);
  const testing = useSending();
  const saving = useSending();
  const proxy = toProxy(form);
  const path = `/bot-config/${account.id}/proxy`;
  const isUntouched = form === emptyProxy;
  const test = () =>
    testing.run(async () => {
      setTried(null);
      // Nothing typed: the one that is saved.
      setTried(
        await (isUntouched && shown !== null
          ? runErrand(`${path}/test`)
          : runErrand("/telegram/proxy/test", { proxy: proxy ?? null })),
      );
    });
  const save = async (chosen: typeof proxy) => {
    if (!(await saving.run(() => sendJson(path, { proxy: chosen ?? null }, "PATCH")))) return;
    notify.done(t("proxySaved"));
    refreshAfterChange();
    onClose();
  };
  const error = testing.error ?? saving.error;
  return (
    <form
      className={classes.form}
      onSubmit={(event) => {
        event.preventDefault();
        void save(proxy);
      }}
    >
      <p className={classes.text}>{shown === null ? t("proxyNoneSaved") : t("proxyNow", { proxy: shown })}</p>
      <ProxyFields
        proxy={form}
        change={(next) => {
          setForm(next);
          setTried(null);
        }}
      />
      <div aria-live="polite">{tried && <ProxyResult errand={tried} />}</div>
      {error && (
        <div className={classes.problem} role="alert">
          <ErrorNote error={error} />
        </div>
      )}
      <div className={classes.buttons}>
        {shown !== null && (
          <Button variant="default" onClick={() => void save(null)}>
            {t("proxyRemove")}
          </Button>
        )}
        <Button
          variant="default"
          loading={testing.isBusy}
          disabled={proxy === undefined}
          onClick={() => void test()}
        >
          {t("proxyTest")}
        </Button>
        <Button type="submit" loading={saving.isBusy} disabled={!proxy}>
          {t("save")}
        </Button>
      </div>
    </form>
  );
}

function ProxyResult({ errand }: { errand: ErrandView }) {
  const t = useTranslations("telegram");
  const isDone = errand.state === "done";
  return (
    <p className={classes.line} data-tone={isDone ? "ok" : "bad"}>
      <Icon name={isDone ? "check" : "error"} size={15} />
      <span>
        {isDone
          ? t("proxyWorks", { ms: Math.round(errand.latencyMs ?? 0) })
          : `${t(`errand_${errand.errorCode ?? "internal"}`)} ${errand.errorDetail ?? ""}`}
      </span>
    </p>
  );
}
