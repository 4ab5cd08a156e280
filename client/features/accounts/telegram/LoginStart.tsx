"use client";
import { Button, SegmentedControl, TextInput } from "@mantine/core";
import { useTranslations } from "next-intl";
import { useState } from "react";
import type { AccountView } from "../../../../core/api/accounts.ts";
import { ErrorNote } from "../../../ui/common/ErrorNote.tsx";
import classes from "../Dialogs.module.css";
import { ProxyFields } from "./ProxyFields.tsx";
import { emptyProxy, toProxy } from "./proxyForm.ts";
import { startLogin, useSending } from "./useTelegram.ts";

/** How to log in: by number or by QR code, through a proxy where one is needed. */
export function LoginStart({
  account,
  hasBot,
  onStarted,
}: {
  account: AccountView | undefined;
  hasBot: boolean;
  onStarted: (loginId: string) => void;
}) {
  const t = useTranslations("telegram");
  const [method, setMethod] = useState<"phone" | "qr">("phone");
  const [phone, setPhone] = useState("");
  const [name, setName] = useState("");
  const [proxy, setProxy] = useState(emptyProxy);
  const { error, isBusy, run } = useSending();
  const given = toProxy(proxy);
  const start = () =>
    run(async () => {
      const { login } = await startLogin({
        method,
        ...(method === "phone" ? { phone } : {}),
        ...(account ? { accountId: account.id } : name.trim() === "" ? {} : { name }),
        ...(given ? { proxy: given } : {}),
      });
      onStarted(login.id);
    });
  return (
    <form
      className={classes.form}
      onSubmit={(event) => {
        event.preventDefault();
        void start();
      }}
    >
      <SegmentedControl
        fullWidth
        aria-label={t("method")}
        value={method}
        onChange={(value) => setMethod(value)}
        data={[
          { value: "phone", label: t("byPhone") },
          { value: "qr", label: t("byQr") },
        ]}
      />
      {method === "phone" ? (
        <TextInput
          type="tel"
          label={t("phone")}
          description={t("phoneHint")}
          autoComplete="tel"
          value={phone}
          onChange={(event) => setPhone(event.currentTarget.value)}
          data-autofocus
        />
      ) : (
        <p className={classes.text}>{t("qrLead")}</p>
      )}
      {!account && (
        <TextInput
          label={t("name")}
          description={t("nameHint")}
          maxLength={60}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
      )}
      <ProxyFields proxy={proxy} change={setProxy} isFolded />
      {error && (
        <div className={classes.problem} role="alert">
          {error.field === "phone" ? t("error_phone_invalid") : <ErrorNote error={error} />}
        </div>
      )}
      <div className={classes.buttons}>
        <Button
          type="submit"
          loading={isBusy}
          disabled={!hasBot || given === undefined || (method === "phone" && phone.trim() === "")}
        >
          {method === "phone" ? t("sendCode") : t("showQr")}
        </Button>
      </div>
    </form>
  );
}
