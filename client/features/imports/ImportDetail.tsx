"use client";
import { Skeleton } from "@mantine/core";
import { useTranslations } from "next-intl";
import { LoadFailed } from "../../ui/common/LoadFailed.tsx";
import { Technical } from "../../ui/common/Technical.tsx";
import { useFormat } from "../../ui/format/useFormat.ts";
import classes from "./ImportsPage.module.css";
import { useImportDetail } from "./useImports.ts";

/** What an import brought to each channel, and what it left out and why. */
export function ImportDetail({ id, isMoving }: { id: string; isMoving: boolean }) {
  const t = useTranslations("imports");
  const format = useFormat();
  const { data, error, mutate } = useImportDetail(id, isMoving);
  if (!data) {
    if (error) return <LoadFailed error={error} retry={() => void mutate()} />;
    return <Skeleton height={120} radius={12} aria-busy="true" />;
  }
  return (
    <div className={classes.stack}>
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a wide table is scrolled by keyboard as well */}
      <section className={classes.scroll} aria-label={t("channels")} tabIndex={0}>
        <table className={classes.table}>
          <thead>
            <tr>
              <th scope="col">{t("channel")}</th>
              <th scope="col">{t("saved")}</th>
              <th scope="col">{t("merged")}</th>
              <th scope="col">{t("known")}</th>
              <th scope="col">{t("skipped")}</th>
              <th scope="col">{t("filesStored")}</th>
            </tr>
          </thead>
          <tbody>
            {data.channels.map((channel) => (
              <tr key={channel.channelId}>
                <td>
                  {channel.guildName} / {channel.channelName}
                  {channel.isNew && ` (${t("isNew")})`}
                </td>
                <td>{format.number(channel.messagesSaved)}</td>
                <td>{format.number(channel.messagesMerged)}</td>
                <td>{format.number(channel.messagesKnown)}</td>
                <td>{format.number(channel.itemsSkipped)}</td>
                <td>{format.number(channel.filesStored)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
      {data.channelCount > data.channels.length && (
        <p className={classes.quiet}>
          {t("moreChannels", { count: data.channelCount - data.channels.length })}
        </p>
      )}
      {data.problems.length > 0 && (
        <section className={classes.stack} aria-label={t("problems")}>
          <h3>{t("problems")}</h3>
          <ul className={classes.groups}>
            {data.problems.map((problem) => (
              <li key={`${problem.file} ${problem.reason}`}>
                {t("problem", {
                  file: problem.file,
                  what: t(`reason.${problem.reason}`),
                  count: problem.occurrences,
                })}
                <Technical
                  facts={[
                    { name: t("place"), value: problem.place, isCode: true },
                    { name: t("message"), value: problem.message },
                  ]}
                />
              </li>
            ))}
          </ul>
        </section>
      )}
    </div>
  );
}
