"use client";
import { Button, Skeleton } from "@mantine/core";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { LoadFailed } from "../../ui/common/LoadFailed.tsx";
import { Panel } from "../../ui/common/Panel.tsx";
import { useFormat } from "../../ui/format/useFormat.ts";
import { Icon } from "../../ui/icons/Icon.tsx";
import { readerPath } from "../channels/readerPath.ts";
import classes from "./People.module.css";
import { useMessagesOf } from "./usePeople.ts";

/** What a person wrote in a server, newest first; each leads to its place in the channel. */
export function MessagesOf({ guildId, personId }: { guildId: string; personId: string }) {
  const t = useTranslations("people");
  const format = useFormat();
  const [cursor, setCursor] = useState<string | null>(null);
  const { data, error, mutate } = useMessagesOf(guildId, personId, cursor);
  return (
    <Panel title={t("wrote")}>
      {data ? (
        <ul className={classes.rows}>
          {data.messages.map((message) => (
            <li key={`${message.channelId} ${message.id}`}>
              <Link
                className={classes.message}
                href={readerPath(guildId, message.channelId, { message: message.id })}
              >
                <span className={classes.quiet}>
                  {message.channelName} · {format.dateTime(message.createdAt)}
                  {message.deletedAt && ` · ${t("deleted")}`}
                </span>
                <span className={classes.excerpt} dir="auto">
                  {message.excerpt ||
                    (message.attachmentCount > 0
                      ? t("files", { count: message.attachmentCount })
                      : t("noText"))}
                </span>
              </Link>
            </li>
          ))}
        </ul>
      ) : error ? (
        <LoadFailed error={error} retry={() => void mutate()} />
      ) : (
        <Skeleton height={160} radius={12} aria-busy="true" />
      )}
      {data && (cursor !== null || data.nextCursor !== null) && (
        <div className={classes.pager}>
          <Button variant="default" disabled={cursor === null} onClick={() => setCursor(null)}>
            {t("newest")}
          </Button>
          <Button
            variant="default"
            disabled={data.nextCursor === null}
            rightSection={<Icon name="arrowRight" size={15} />}
            onClick={() => setCursor(data.nextCursor)}
          >
            {t("older")}
          </Button>
        </div>
      )}
    </Panel>
  );
}
