"use client";
import { useTranslations } from "next-intl";
import type { PollView } from "../../../../core/api/reading.ts";
import { useFormat } from "../../../ui/format/useFormat.ts";
import classes from "./Poll.module.css";

/** A poll with its results as far as they are known. */
export function Poll({ poll }: { poll: PollView }) {
  const t = useTranslations("reader");
  const format = useFormat();
  const total = poll.answers.reduce((sum, { votes }) => sum + (votes ?? 0), 0);
  const most = Math.max(...poll.answers.map(({ votes }) => votes ?? 0));
  return (
    <div className={classes.poll}>
      <p className={classes.question}>{poll.question}</p>
      <ul className={classes.answers}>
        {poll.answers.map(({ text, emoji, votes }, index) => {
          const share = votes === null || total === 0 ? 0 : votes / total;
          return (
            <li
              className={classes.answer}
              key={index}
              data-leading={(votes ?? 0) > 0 && votes === most ? true : undefined}
            >
              <span className={classes.bar} style={{ inlineSize: `${share * 100}%` }} />
              <span className={classes.words}>{[emoji, text].filter(Boolean).join(" ")}</span>
              {votes !== null && (
                <span className={classes.votes}>
                  {format.number(votes)} · {format.percent(share)}
                </span>
              )}
            </li>
          );
        })}
      </ul>
      <p className={classes.facts}>
        {t("votes", { count: total })}
        {poll.isMultiple && ` · ${t("pollMultiple")}`}
        {` · ${poll.isFinal ? t("pollFinal") : t("pollOpen")}`}
        {poll.endsAt !== null && ` · ${t("pollEnds", { time: format.dateTime(poll.endsAt) })}`}
      </p>
    </div>
  );
}
