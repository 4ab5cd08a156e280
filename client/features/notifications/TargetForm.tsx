"use client";
import { Button, Checkbox, NativeSelect, TextInput } from "@mantine/core";
import { useLocale, useTranslations } from "next-intl";
import { type FormEvent, useState } from "react";
import type { TargetView } from "../../../core/api/notifications.ts";
import {
  languages,
  notificationEvents,
  type TargetKind,
  targetKinds,
} from "../../../core/model/notification.ts";
import { localeNames } from "../../i18n/locales.ts";
import classes from "./Notifications.module.css";
import { useTargetActions } from "./useTargets.ts";

/** Makes a target, or changes `target`; what kind it is and which channel it writes to stay then. */
export function TargetForm({ target, onClose }: { target: TargetView | null; onClose: () => void }) {
  const t = useTranslations("notifications");
  const locale = useLocale();
  const { isBusy, save } = useTargetActions();
  const [name, setName] = useState(target?.name ?? "");
  const [kind, setKind] = useState<TargetKind>(target?.kind === "discord" ? "discord" : "webhook");
  const [url, setUrl] = useState("");
  const [channelId, setChannelId] = useState("");
  const [events, setEvents] = useState<readonly string[]>(target?.events ?? notificationEvents);
  const [language, setLanguage] = useState(
    target?.language ?? languages.find((one) => one === locale) ?? "en",
  );
  const place = kind === "webhook" ? { url } : { channelId };
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const common = { name, events, language };
    const input =
      target === null ? { kind, ...place, ...common } : { ...common, ...(url === "" ? {} : { url }) };
    if (await save(target?.id ?? null, input)) onClose();
  };
  return (
    <form className={classes.form} onSubmit={(event) => void submit(event)}>
      <TextInput
        label={t("name")}
        value={name}
        maxLength={100}
        required
        onChange={(event) => setName(event.currentTarget.value)}
      />
      {target === null && (
        <NativeSelect
          label={t("kind")}
          value={kind}
          onChange={(event) => setKind(event.currentTarget.value as TargetKind)}
          data={targetKinds.map((value) => ({ value, label: t(`kind_${value}`) }))}
        />
      )}
      {kind === "webhook" && (
        <TextInput
          label={t("url")}
          description={target === null ? t("urlHint") : t("keepUrl")}
          placeholder={target?.urlShown ?? "https://"}
          type="url"
          autoComplete="off"
          value={url}
          required={target === null}
          onChange={(event) => setUrl(event.currentTarget.value)}
        />
      )}
      {kind === "discord" && target === null && (
        <TextInput
          label={t("channelId")}
          description={t("channelIdHint")}
          inputMode="numeric"
          value={channelId}
          required
          onChange={(event) => setChannelId(event.currentTarget.value.trim())}
        />
      )}
      <Checkbox.Group label={t("events")} value={[...events]} onChange={setEvents}>
        <div className={classes.events}>
          {notificationEvents.map((event) => (
            <Checkbox key={event} value={event} label={t(`event_${event}`)} />
          ))}
        </div>
      </Checkbox.Group>
      <NativeSelect
        label={t("language")}
        value={language}
        onChange={(event) => setLanguage(event.currentTarget.value as typeof language)}
        data={languages.map((value) => ({ value, label: localeNames[value] }))}
      />
      <div className={classes.buttons}>
        <Button type="submit" loading={isBusy}>
          {t("save")}
        </Button>
        <Button variant="default" onClick={onClose}>
          {t("cancel")}
        </Button>
      </div>
    </form>
  );
}
