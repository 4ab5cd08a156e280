"use client";
import { NativeSelect, PasswordInput, TextInput } from "@mantine/core";
import { useTranslations } from "next-intl";
import { RevealIcon } from "../../auth/RevealIcon.tsx";
import classes from "../Dialogs.module.css";
import { type ProxyForm, readProxyLink } from "./proxyForm.ts";

/** A proxy's fields; a link of Telegram's that is pasted as host fills them all. */
export function ProxyFields({
  proxy,
  change,
  isFolded = false,
}: {
  proxy: ProxyForm;
  change: (proxy: ProxyForm) => void;
  /** Behind a heading that opens, where most people need none. */
  isFolded?: boolean;
}) {
  const t = useTranslations("telegram");
  const tLogin = useTranslations("login");
  const set = (part: Partial<ProxyForm>) => change({ ...proxy, ...part });
  const secretProps = {
    autoComplete: "off",
    visibilityToggleIcon: RevealIcon,
    visibilityToggleFocusable: true,
    visibilityToggleButtonProps: { "aria-label": tLogin("toggle") },
  };
  const fields = (
    <div className={classes.form}>
      <NativeSelect
        label={t("proxyKind")}
        value={proxy.kind}
        onChange={(event) => set({ kind: event.currentTarget.value as ProxyForm["kind"] })}
        data={[
          { value: "none", label: t("proxyNone") },
          { value: "socks5", label: "SOCKS5" },
          { value: "http", label: "HTTP" },
          { value: "mtproto", label: "MTProto" },
        ]}
      />
      {proxy.kind !== "none" && (
        <>
          <div className={classes.pair}>
            <TextInput
              label={t("proxyHost")}
              description={t("proxyHostHint")}
              value={proxy.host}
              onChange={(event) => {
                const text = event.currentTarget.value;
                change(readProxyLink(text) ?? { ...proxy, host: text });
              }}
            />
            <TextInput
              label={t("proxyPort")}
              inputMode="numeric"
              value={proxy.port}
              onChange={(event) => set({ port: event.currentTarget.value.trim() })}
            />
          </div>
          {proxy.kind === "mtproto" ? (
            <PasswordInput
              label={t("proxySecret")}
              {...secretProps}
              value={proxy.secret}
              onChange={(event) => set({ secret: event.currentTarget.value })}
            />
          ) : (
            <div className={classes.pair}>
              <TextInput
                label={t("proxyUser")}
                autoComplete="off"
                value={proxy.username}
                onChange={(event) => set({ username: event.currentTarget.value })}
              />
              <PasswordInput
                label={t("proxyPassword")}
                {...secretProps}
                value={proxy.password}
                onChange={(event) => set({ password: event.currentTarget.value })}
              />
            </div>
          )}
        </>
      )}
    </div>
  );
  if (!isFolded) return fields;
  return (
    <details className={classes.folded}>
      <summary>{t("proxyFold")}</summary>
      {fields}
    </details>
  );
}
