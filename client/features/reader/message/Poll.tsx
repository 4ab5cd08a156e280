"use client";
import { UnstyledButton } from "@mantine/core";
import { useTranslations } from "next-intl";
import { useContext } from "react";
import type { PollView } from "../../../../core/api/reading.ts";
import { useFormat } from "../../../ui/format/useFormat.ts";
import { NamesContext } from "../markup/NamesContext.ts";
import { ResponsesButton } from "../responses/ResponsesButton.tsx";
import classes from "./Poll.module.css";

/** A poll with its results as far as they are known; with who voted, where that is kept. */
export function Poll({ messageId, poll }: { messageId: string; poll: PollView }) {
  const t = useTranslations("reader");
  const format = useFormat();
  const { keepsResponses } = useContext(NamesContext).channel;
  const total = poll.answers.reduce((sum, { votes }) => sum + (votes ?? 0), 0);
  const most = Math.max(...poll.answers.map(({ votes }) => votes ?? 0));
  return (
    <div className={classes.poll}>
      <p className={classes.question}>{poll.question}</p>
      <ul className={classes.answers}>
        {poll.answers.map(({ item, text, emoji, votes }, index) => {
          const share = votes === null || total === 0 ? 0 : votes / total;
          const words = [emoji, text].filter(Boolean).join(" ");
          const title = t("whoVoted", { answer: words });
          const result = `${format.number(votes ?? 0)} · ${format.percent(share)}`;
          return (
            <li
              className={classes.answer}
              key={index}
              data-leading={(votes ?? 0) > 0 && votes === most ? true : undefined}
            >
              <span className={classes.bar} style={{ inlineSize: `${share * 100}%` }} />
              <span className={classes.words}>{words}</span>
              {votes !== null && !(keepsResponses && votes > 0) && (
                <span className={classes.votes}>{result}</span>
              )}
              {votes !== null && keepsResponses && votes > 0 && (
                <ResponsesButton
                  key={votes} // another number: asked for anew
                  asked={{ messageId, kind: "vote", item, title, count: votes }}
                  target={
                    <UnstyledButton className={classes.votes} aria-label={`${title} (${result})`}>
                      {result}
                    </UnstyledButton>
                  }
                />
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
