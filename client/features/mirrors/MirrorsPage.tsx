"use client";
import { Button, Skeleton } from "@mantine/core";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { EmptyState } from "../../ui/common/EmptyState.tsx";
import { LoadFailed } from "../../ui/common/LoadFailed.tsx";
import { PageHeader } from "../../ui/common/PageHeader.tsx";
import { Panel } from "../../ui/common/Panel.tsx";
import { Icon } from "../../ui/icons/Icon.tsx";
import { useChosenGuild } from "../channels/useChosenGuild.tsx";
import { MirrorCard } from "./MirrorCard.tsx";
import classes from "./Mirrors.module.css";
import { NewMirror } from "./NewMirror.tsx";
import { useMirrors } from "./useMirrors.ts";

/** Channels that are posted anew elsewhere: which there are, how each stands, and new ones. */
export function MirrorsPage() {
  const t = useTranslations("mirrors");
  const { data, error, mutate } = useMirrors();
  const { guild } = useChosenGuild();
  const [isMaking, setMaking] = useState(false);
  const list = () => {
    if (!data) {
      if (error) return <LoadFailed error={error} retry={() => void mutate()} />;
      return <Skeleton height={160} radius={12} aria-busy="true" />;
    }
    if (data.mirrors.length === 0 && !isMaking) return <EmptyState icon="copy">{t("none")}</EmptyState>;
    return (
      <ul className={classes.list}>
        {data.mirrors.map((mirror) => (
          <li key={mirror.id}>
            <MirrorCard mirror={mirror} />
          </li>
        ))}
      </ul>
    );
  };
  return (
    <>
      <PageHeader title={t("title")} lead={t("lead")}>
        {guild && !isMaking && (
          <Button leftSection={<Icon name="plus" size={16} />} onClick={() => setMaking(true)}>
            {t("new")}
          </Button>
        )}
      </PageHeader>
      <div className={classes.page}>
        {guild && isMaking && (
          <Panel title={t("newFor", { place: guild.name })}>
            <NewMirror guildId={guild.id} onDone={() => setMaking(false)} />
          </Panel>
        )}
        {list()}
      </div>
    </>
  );
}
