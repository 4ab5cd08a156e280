"use client";
import { Button, Skeleton } from "@mantine/core";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useState } from "react";
import type { MirrorAnswer, MirrorView } from "../../../core/api/mirrors.ts";
import { Ago } from "../../ui/common/Ago.tsx";
import { LinkText } from "../../ui/common/LinkText.tsx";
import { LoadFailed } from "../../ui/common/LoadFailed.tsx";
import { PageHeader } from "../../ui/common/PageHeader.tsx";
import { Panel } from "../../ui/common/Panel.tsx";
import { Technical } from "../../ui/common/Technical.tsx";
import { Comments, useMirrorName } from "./Comments.tsx";
import { MirrorFigures } from "./MirrorCard.tsx";
import { MirrorMessages } from "./MirrorMessages.tsx";
import { MirrorState } from "./MirrorState.tsx";
import classes from "./Mirrors.module.css";
import { OwnSettings } from "./settings/OwnSettings.tsx";
import { useMirror, useMirrorActions, useMirrorEvents } from "./useMirrors.ts";

/** One mirror: how it stands, what became of its messages, what happened to it. */
export function MirrorPage({ mirrorId }: { mirrorId: string }) {
  const { data, error, mutate } = useMirror(mirrorId);
  if (!data) {
    if (error) return <LoadFailed error={error} retry={() => void mutate()} />;
    return <Skeleton height={240} radius={12} aria-busy="true" />;
  }
  return <OneMirror mirror={data.mirror} settings={data.settings} />;
}

function OneMirror({ mirror, settings }: MirrorAnswer) {
  const t = useTranslations("mirrors");
  const { id, source, target } = mirror;
  return (
    <>
      <PageHeader title={useMirrorName(mirror)}>
        <Steering mirror={mirror} />
      </PageHeader>
      <div className={classes.page}>
        <Panel>
          <MirrorState mirror={mirror} />
          <Comments mirror={mirror} />
          <MirrorFigures mirror={mirror} />
          <ExportLinks mirror={mirror} />
          <Technical
            facts={[
              { name: t("blockedDetail"), value: mirror.blockedDetail ?? "–", isCode: true },
              { name: t("source"), value: source.channelId, isCode: true },
              { name: t("target"), value: target.channelId ?? "–", isCode: true },
            ]}
          />
        </Panel>
        <MirrorMessages mirror={mirror} />
        {mirror.commentsOf === null && <OwnSettings mirror={mirror} settings={settings} />}
        <Events id={id} />
      </div>
    </>
  );
}

/** The source as a file, of the formats that are read line by line. */
function ExportLinks({ mirror: { source } }: { mirror: MirrorView }) {
  const t = useTranslations("mirrors");
  const { guildId, channelId } = source;
  if (guildId === null || channelId === null) return null;
  const to = (format: string) =>
    `/exports?${new URLSearchParams({ guild: guildId, channel: channelId, format }).toString()}`;
  return (
    <p className={classes.exports}>
      {t("exportSource")}
      {["txt", "jsonl"].map((format) => (
        <LinkText key={format} href={to(format)}>
          {format.toUpperCase()}
        </LinkText>
      ))}
    </p>
  );
}

function Steering({ mirror: { id, enabled, commentsOf } }: { mirror: MirrorView }) {
  const t = useTranslations("mirrors");
  const actions = useMirrorActions();
  const router = useRouter();
  const [isAsked, setAsked] = useState(false);
  const remove = async () => {
    if (await actions.remove(id)) router.push("/mirrors");
  };
  return (
    <>
      <Button
        variant="default"
        loading={actions.isActing}
        onClick={() => void actions.steer(id, enabled ? "pause" : "resume")}
      >
        {t(enabled ? "pause" : "resume")}
      </Button>
      {commentsOf !== null ? null : isAsked ? (
        <Button color="red" onClick={() => void remove()}>
          {t("removeSurely")}
        </Button>
      ) : (
        <Button variant="default" onClick={() => setAsked(true)}>
          {t("remove")}
        </Button>
      )}
    </>
  );
}

function Events({ id }: { id: string }) {
  const t = useTranslations("mirrors");
  const { data } = useMirrorEvents(id);
  if (!data || data.events.length === 0) return null;
  return (
    <Panel title={t("events")} flush>
      <ul className={classes.list}>
        {data.events.map((event) => (
          <li key={event.id} className={classes.message}>
            <span>{t(`event_${event.code}`)}</span>
            <span className={classes.quiet}>
              <Ago at={event.at} /> {event.detail}
            </span>
          </li>
        ))}
      </ul>
    </Panel>
  );
}
