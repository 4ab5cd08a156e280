"use client";
import { NativeSelect, Skeleton } from "@mantine/core";
import { useLocale, useTranslations } from "next-intl";
import { useState } from "react";
import type { DigestView } from "../../../../core/api/digests.ts";
import { renderDigest } from "../../../../core/model/digest/render.ts";
import { type Language, languages } from "../../../../core/model/notification.ts";
import { EmptyState } from "../../../ui/common/EmptyState.tsx";
import { LinkText } from "../../../ui/common/LinkText.tsx";
import { LoadFailed } from "../../../ui/common/LoadFailed.tsx";
import { PageHeader } from "../../../ui/common/PageHeader.tsx";
import { Panel } from "../../../ui/common/Panel.tsx";
import { useShownGuild } from "../../channels/useChosenGuild.tsx";
import classes from "./Digest.module.css";
import { TargetLine } from "./TargetLine.tsx";
import { useDigest } from "./useDigest.ts";

/** What the weekly digest of a server says, word for word, and who gets it when. */
export function DigestPage({ guildId }: { guildId: string }) {
  const t = useTranslations("digest");
  useShownGuild(guildId);
  const digest = useDigest(guildId);
  const { data, error } = digest;
  return (
    <div className={classes.page}>
      <PageHeader
        title={t("title")}
        lead={data && <LinkText href={`/guilds/${guildId}`}>{data.facts.guildName}</LinkText>}
      />
      {data ? (
        <>
          <Preview facts={data.facts} />
          <Panel title={t("targets")}>
            <p className={classes.sentence}>{t("targetsSentence", { zone: data.zone })}</p>
            {data.targets.length === 0 ? (
              <EmptyState icon="empty" action={<LinkText href="/settings">{t("toTargets")}</LinkText>}>
                {t("noTargets")}
              </EmptyState>
            ) : (
              <ul className={classes.list}>
                {data.targets.map((target) => (
                  <TargetLine key={target.targetId} target={target} digest={digest} />
                ))}
              </ul>
            )}
          </Panel>
        </>
      ) : error ? (
        <LoadFailed error={error} retry={digest.retry} />
      ) : (
        <Skeleton height={320} radius={12} aria-busy="true" />
      )}
    </div>
  );
}

/** Names of languages stand in their own. */
const names: Record<Language, string> = {
  en: "English",
  "zh-Hant": "繁體中文",
  "zh-Hans": "简体中文",
  ru: "Русский",
};

function Preview({ facts }: { facts: DigestView["facts"] }) {
  const t = useTranslations("digest");
  const own = useLocale();
  const [language, setLanguage] = useState<Language>(languages.find((each) => each === own) ?? "en");
  const { title, lines } = renderDigest(facts, language);
  return (
    <Panel
      title={t("preview")}
      aside={
        <NativeSelect
          aria-label={t("language")}
          value={language}
          onChange={(event) => setLanguage(event.currentTarget.value as Language)}
          data={languages.map((value) => ({ value, label: names[value] }))}
        />
      }
    >
      <p className={classes.sentence}>{t("previewSentence")}</p>
      <blockquote className={classes.message} lang={language}>
        <p className={classes.subject}>{title}</p>
        {lines.map((line, index) => (
          // Lines may repeat, and stand in their order.
          <p key={`${index} ${line}`}>{line}</p>
        ))}
      </blockquote>
    </Panel>
  );
}
