"use client";
import { Button, Skeleton } from "@mantine/core";
import { useTranslations } from "next-intl";
import { useState } from "react";
import type { ResponseListView } from "../../../../core/api/responses.ts";
import { useResource } from "../../../http/useResource.ts";
import { LoadFailed } from "../../../ui/common/LoadFailed.tsx";
import { Monogram } from "../../../ui/common/Monogram.tsx";
import { useFormat } from "../../../ui/format/useFormat.ts";
import { smallPicture } from "../media/mediaKind.ts";
import { StoredImage } from "../media/StoredImage.tsx";
import { useReading } from "../ReadingContext.ts";
import { type AskedResponses, responsesPath } from "./askedResponses.ts";
import classes from "./People.module.css";

/** Who gave a reaction or voted for an answer, a hundred at a time, and what is not known of it. */
export function People({ asked }: { asked: AskedResponses }) {
  const t = useTranslations("responses");
  const [ends, setEnds] = useState<readonly (string | null)[]>([null]);
  return (
    <>
      <p className={classes.title}>{asked.title}</p>
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- the list is what the keyboard scrolls */}
      <section className={classes.pages} tabIndex={0} aria-label={t("people")} data-autofocus>
        {ends.map((after, page) => (
          <PeoplePage
            key={after ?? "first"}
            asked={asked}
            after={after}
            isLast={page === ends.length - 1}
            onMore={(next) => setEnds((shown) => [...shown, next])}
          />
        ))}
      </section>
    </>
  );
}

interface PeoplePageProps {
  asked: AskedResponses;
  after: string | null;
  isLast: boolean;
  onMore: (after: string) => void;
}

function PeoplePage({ asked, after, isLast, onMore }: PeoplePageProps) {
  const t = useTranslations("responses");
  const place = useReading();
  const list = useResource<ResponseListView>(responsesPath(place, asked, after), { poll: null });
  if (!list.data)
    return list.error ? (
      <LoadFailed error={list.error} retry={() => void list.mutate()} />
    ) : (
      <Skeleton height={72} radius={8} aria-busy="true" />
    );
  const { people, nextAfter } = list.data;
  return (
    <>
      <ul className={classes.people}>
        {people.map(({ id, name, userName, isBurst, avatar }) => (
          <li className={classes.person} key={id}>
            <Face id={id} name={name} url={smallPicture(avatar)} />
            <span className={classes.name} title={userName}>
              {name}
            </span>
            {isBurst && <span className={classes.burst}>{t("burst")}</span>}
          </li>
        ))}
      </ul>
      {isLast && nextAfter !== null && (
        <Button variant="subtle" size="compact-sm" fullWidth onClick={() => onMore(nextAfter)}>
          {t("more")}
        </Button>
      )}
      {isLast && nextAfter === null && <Missing list={list.data} />}
    </>
  );
}

function Face({ id, name, url }: { id: string; name: string; url: string | null }) {
  if (url === null) return <Monogram id={id} name={name} size={24} />;
  return <StoredImage className={classes.face} url={url} alt="" width={24} height={24} />;
}

/** What the list does not say, and why. */
function Missing({ list }: { list: ResponseListView }) {
  const t = useTranslations("responses");
  const format = useFormat();
  const { count, known, isComplete, reason, readAt } = list;
  const unnamed = Math.max(0, count - known);
  if (isComplete)
    return unnamed > 0 ? <p className={classes.note}>{t("unnamed", { count: unnamed })}</p> : null;
  return (
    <p className={classes.note}>
      {unnamed > 0 ? t("unknown", { count: unnamed }) : null}{" "}
      {reason === null || reason === "changing" ? t("willBeRead") : t(`reason_${reason}`)}{" "}
      {readAt !== null && t("asOf", { time: format.dateTime(readAt) })}
    </p>
  );
}
