"use client";
import Link from "next/link";
import { useTranslations } from "next-intl";
import type { HitView, NeighbourView, SearchView } from "../../../core/api/search.ts";
import { useFormat } from "../../ui/format/useFormat.ts";
import { Icon } from "../../ui/icons/Icon.tsx";
import { readerPath } from "../channels/readerPath.ts";
import classes from "./Hit.module.css";
import { Marked } from "./Marked.tsx";

interface HitProps {
  hit: HitView;
  people: SearchView["people"];
  channels: SearchView["channels"];
}

/** A message that was found, with the one before and the one after it. The whole of it leads to its place. */
export function Hit({ hit, people, channels }: HitProps) {
  const t = useTranslations("search");
  const format = useFormat();
  const nameOf = (authorId: string | null) =>
    authorId === null ? t("nobody") : (people[authorId]?.name ?? t("somebody"));
  const channel = channels[hit.channelId];
  const beside = (neighbour: NeighbourView | null) =>
    neighbour && (
      <p className={classes.beside}>
        <span className={classes.besideName}>{nameOf(neighbour.authorId)}</span>{" "}
        <bdi>{neighbour.excerpt || t("noWords")}</bdi>
      </p>
    );
  return (
    <li className={classes.hit}>
      <div className={classes.place}>
        <Icon name="hash" size={13} />
        <bdi>{channel?.name ?? hit.channelId}</bdi>
        <span className={classes.guild}>
          <bdi>{channel?.guildName}</bdi>
        </span>
      </div>
      {beside(hit.before)}
      <article className={classes.message}>
        <header className={classes.head}>
          <Link
            className={classes.link}
            href={readerPath(hit.guildId, hit.channelId, { message: hit.messageId })}
            prefetch={false}
          >
            <bdi>{nameOf(hit.authorId)}</bdi>
          </Link>
          <time className={classes.time} dateTime={hit.createdAt}>
            {format.dateTime(hit.createdAt)}
          </time>
          {hit.editedAt && <span className={classes.note}>{t("is_edited")}</span>}
          {hit.deletedAt && <span className={classes.deleted}>{t("is_deleted")}</span>}
          {hit.fileCount > 0 && <span className={classes.note}>{t("files", { count: hit.fileCount })}</span>}
        </header>
        {hit.excerpts.length === 0 && <p className={classes.note}>{t("noWords")}</p>}
        {hit.excerpts.map((excerpt, i) => (
          <p key={i} className={excerpt.part === "content" ? classes.text : classes.carried} dir="auto">
            {excerpt.part === "file" && <span className={classes.part}>{t("inFile")} </span>}
            <Marked excerpt={excerpt} />
          </p>
        ))}
      </article>
      {beside(hit.after)}
    </li>
  );
}
