"use client";
import Link from "next/link";
import { useTranslations } from "next-intl";
import type { PersonRow } from "../../../core/api/people.ts";
import { mostCountedMessages } from "../../../core/model/person.ts";
import { Monogram } from "../../ui/common/Monogram.tsx";
import { useFormat } from "../../ui/format/useFormat.ts";
import classes from "./People.module.css";
import { personPath } from "./usePeople.ts";

/** One person in the list: who, since when, and how much they wrote. */
export function PersonItem({ guildId, person }: { guildId: string; person: PersonRow }) {
  const t = useTranslations("people");
  const format = useFormat();
  const isMore = person.messageCount >= mostCountedMessages;
  return (
    <li className={classes.item}>
      <Link className={classes.person} href={personPath(guildId, person.id)}>
        <Monogram id={person.id} name={person.name} size={36} />
        <span className={classes.words}>
          <span className={classes.name}>
            {person.name}
            {person.isBot && <span className={classes.bot}>{t("bot")}</span>}
          </span>
          <span className={classes.quiet}>
            {person.userName}
            {person.roles.length > 0 && ` · ${format.list(person.roles.slice(0, 3).map(({ name }) => name))}`}
          </span>
        </span>
        <span className={classes.figures}>
          <span>
            {isMore
              ? t("messagesOrMore", { shown: format.number(person.messageCount) })
              : t("messages", { count: person.messageCount, shown: format.number(person.messageCount) })}
          </span>
          <span className={classes.quiet}>
            {person.membership === "left"
              ? t("hasLeft")
              : person.joinedAt
                ? t("since", { date: format.date(person.joinedAt) })
                : t(`membership_${person.membership}`)}
          </span>
        </span>
      </Link>
    </li>
  );
}
