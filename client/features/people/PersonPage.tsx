"use client";
import { Button, Skeleton } from "@mantine/core";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { useState } from "react";
import type { PersonView } from "../../../core/api/people.ts";
import { CopyValue } from "../../ui/common/CopyValue.tsx";
import { EmptyState } from "../../ui/common/EmptyState.tsx";
import { Facts } from "../../ui/common/Facts.tsx";
import { LoadFailed } from "../../ui/common/LoadFailed.tsx";
import { PageHeader } from "../../ui/common/PageHeader.tsx";
import { Panel } from "../../ui/common/Panel.tsx";
import { Technical } from "../../ui/common/Technical.tsx";
import { useFormat } from "../../ui/format/useFormat.ts";
import { readerPath } from "../channels/readerPath.ts";
import { useShownGuild } from "../channels/useChosenGuild.tsx";
import { ForgetDialog } from "../forgetting/ForgetDialog.tsx";
import { MessagesOf } from "./MessagesOf.tsx";
import classes from "./People.module.css";
import { usePerson } from "./usePeople.ts";

/** One person in a server: who they are and were called, when they came and went, where and what they wrote. */
export function PersonPage({ guildId, personId }: { guildId: string; personId: string }) {
  const t = useTranslations("people");
  const tExports = useTranslations("exports");
  useShownGuild(guildId);
  const { data, error, mutate } = usePerson(guildId, personId);
  const [isForgetting, setForgetting] = useState(false);
  const isGone = error?.code === "unknown_person";
  const name = data && !isGone ? data.person.name : t("someone");
  return (
    <>
      <PageHeader title={name} lead={data && !isGone ? data.person.userName : undefined}>
        {data && !isGone && (
          <Button
            variant="default"
            component={Link}
            href={`/exports?${new URLSearchParams({ guild: guildId, q: `from:${personId}` }).toString()}`}
          >
            {tExports("thisPerson")}
          </Button>
        )}
        <Button variant="default" onClick={() => setForgetting(true)}>
          {t("forget")}
        </Button>
      </PageHeader>
      <div className={classes.page}>
        {isGone ? (
          <Panel>
            <EmptyState icon="user">{t("unknown")}</EmptyState>
          </Panel>
        ) : data ? (
          <Person guildId={guildId} view={data} />
        ) : error ? (
          <LoadFailed error={error} retry={() => void mutate()} />
        ) : (
          <Skeleton height={320} radius={12} aria-busy="true" />
        )}
      </div>
      <ForgetDialog
        opened={isForgetting}
        target={{ subject: "person", personId }}
        name={name}
        onClose={() => {
          setForgetting(false);
          void mutate();
        }}
      />
    </>
  );
}

function Person({ guildId, view }: { guildId: string; view: PersonView }) {
  const t = useTranslations("people");
  const format = useFormat();
  const { person, channels, names, events } = view;
  const date = (time: string | null) => (time === null ? "—" : format.date(time));
  return (
    <>
      <div className={classes.columns}>
        <Panel title={t("facts")}>
          <Facts
            facts={[
              { name: t("factMessages"), value: format.number(person.messageCount) },
              { name: t("factFirst"), value: date(person.firstMessageAt) },
              { name: t("factLast"), value: date(person.lastMessageAt) },
              { name: t("factMembership"), value: t(`membership_${person.membership}`) },
              { name: t("factJoined"), value: date(person.joinedAt) },
              ...(person.leftAt ? [{ name: t("factLeft"), value: date(person.leftAt) }] : []),
              ...(person.joinPosition === null
                ? []
                : [
                    {
                      name: t("factPosition"),
                      value: t("position", {
                        position: format.number(person.joinPosition),
                        count: format.number(person.memberCount),
                      }),
                    },
                  ]),
              { name: t("factCreated"), value: date(person.accountCreatedAt) },
              {
                name: t("factRoles"),
                value: person.roles.length === 0 ? "—" : format.list(person.roles.map((role) => role.name)),
              },
            ]}
          />
          <Technical facts={[{ name: t("factId"), value: <CopyValue value={person.id} /> }]} />
        </Panel>
        <Panel title={t("channels")}>
          {channels.length === 0 ? (
            <p className={classes.note}>{t("wroteNothing")}</p>
          ) : (
            <ul className={classes.rows}>
              {channels.map((channel) => (
                <li key={channel.id} className={classes.row}>
                  <Link href={readerPath(guildId, channel.id, { message: channel.lastMessageId })}>
                    {channel.name}
                  </Link>
                  <span className={classes.quiet}>
                    {t("messages", {
                      count: channel.messageCount,
                      shown: format.number(channel.messageCount),
                    })}
                    {" · "}
                    {format.date(channel.lastAt)}
                  </span>
                </li>
              ))}
            </ul>
          )}
        </Panel>
        {names.length > 0 && (
          <Panel title={t("names")}>
            <ul className={classes.rows}>
              {names.map(({ kind, name, until }) => (
                <li key={`${kind} ${until} ${name}`} className={classes.row}>
                  <span>{name}</span>
                  <span className={classes.quiet}>
                    {t(`name_${kind}`)} · {t("until", { date: format.date(until) })}
                  </span>
                </li>
              ))}
            </ul>
          </Panel>
        )}
        {events.length > 0 && (
          <Panel title={t("events")}>
            <ul className={classes.rows}>
              {events.map(({ kind, at, nick, roles }, index) => (
                // oxlint-disable-next-line react/no-array-index-key -- two changes may have one time
                <li key={`${at} ${index}`} className={classes.row}>
                  <span>{t(`event_${kind}`)}</span>
                  <span className={classes.quiet}>
                    {kind === "updated" &&
                      `${[nick ?? person.userName, ...roles.map(({ name }) => name)].join(", ")} · `}
                    {format.dateTime(at)}
                  </span>
                </li>
              ))}
            </ul>
          </Panel>
        )}
      </div>
      {person.messageCount > 0 && <MessagesOf guildId={guildId} personId={person.id} />}
    </>
  );
}
