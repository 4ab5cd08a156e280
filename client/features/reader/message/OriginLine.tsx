"use client";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { useContext } from "react";
import type { OriginView } from "../../../../core/api/reading.ts";
import { useFormat } from "../../../ui/format/useFormat.ts";
import { readerPath } from "../../channels/readerPath.ts";
import { NamesContext } from "../markup/NamesContext.ts";
import classes from "./OriginLine.module.css";

/** Where a message was forwarded from; it leads to the original where that is archived. */
export function OriginLine({ origin }: { origin: OriginView }) {
  const t = useTranslations("readerChat");
  const format = useFormat();
  const { people } = useContext(NamesContext);
  const { authorId, sentAt, signature, place } = origin;
  const name = (authorId !== null ? people[authorId]?.name : null) ?? origin.name ?? authorId;
  const from = [name ?? t("hidden"), signature].filter(Boolean).join(", ");
  return (
    <p className={classes.origin}>
      {t("forwardedFrom")}{" "}
      {place ? (
        <Link
          className={classes.link}
          href={readerPath(place.guildId, place.channelId, { message: place.messageId })}
          prefetch={false}
        >
          <bdi>{from}</bdi>
        </Link>
      ) : (
        <strong>
          <bdi>{from}</bdi>
        </strong>
      )}
      {sentAt !== null && <time dateTime={sentAt}> · {format.dateTime(sentAt)}</time>}
    </p>
  );
}
