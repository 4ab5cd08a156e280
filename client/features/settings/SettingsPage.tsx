"use client";
import { NativeSelect, Switch, useMantineColorScheme } from "@mantine/core";
import { useRouter } from "next/navigation";
import { useLocale, useTranslations } from "next-intl";
import { localeCookie, localeNames, locales } from "../../i18n/locales.ts";
import { rememberFor } from "../../state/cookies.ts";
import { usePreferences } from "../../state/usePreferences.ts";
import { PageHeader } from "../../ui/common/PageHeader.tsx";
import { Panel } from "../../ui/common/Panel.tsx";
import { PasswordForm } from "../auth/PasswordForm.tsx";
import { Forgotten } from "../forgetting/Forgotten.tsx";
import { Notifications } from "../notifications/Notifications.tsx";
import classes from "./SettingsPage.module.css";

/** The access password, and what this browser prefers. */
export function SettingsPage() {
  const t = useTranslations("settings");
  const tShell = useTranslations("shell");
  const tShortcuts = useTranslations("shortcuts");
  const locale = useLocale();
  const router = useRouter();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const [{ shortcuts }, change] = usePreferences();
  return (
    <>
      <PageHeader title={t("title")} />
      <div className={classes.page}>
        <Panel title={t("password")}>
          <PasswordForm />
        </Panel>
        <Notifications />
        <Forgotten />
        <Panel title={t("browser")}>
          <div className={classes.fields}>
            <NativeSelect
              className={classes.choice}
              label={tShell("scheme")}
              value={colorScheme}
              onChange={(event) => setColorScheme(event.currentTarget.value as typeof colorScheme)}
              data={[
                { value: "light", label: tShell("schemeLight") },
                { value: "dark", label: tShell("schemeDark") },
                { value: "auto", label: tShell("schemeAuto") },
              ]}
            />
            <NativeSelect
              className={classes.choice}
              label={tShell("language")}
              value={locale}
              onChange={(event) => {
                rememberFor(localeCookie, event.currentTarget.value);
                router.refresh();
              }}
              data={locales.map((value) => ({ value, label: localeNames[value] }))}
            />
            <Switch
              label={tShortcuts("enabled")}
              description={tShortcuts("enabledHint")}
              checked={shortcuts}
              onChange={(event) => change({ shortcuts: event.currentTarget.checked })}
            />
          </div>
        </Panel>
      </div>
    </>
  );
}
