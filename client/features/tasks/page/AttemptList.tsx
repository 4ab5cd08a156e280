"use client";
import { useTranslations } from "next-intl";
import type { AttemptView } from "../../../../core/api/tasks.ts";
import { CodeBlock } from "../../../ui/common/CodeBlock.tsx";
import { Technical } from "../../../ui/common/Technical.tsx";
import { useFormat } from "../../../ui/format/useFormat.ts";
import { useTaskWords } from "../words/useTaskWords.ts";
import classes from "./AttemptList.module.css";
import { errorText } from "./errorText.ts";

/** The attempts that failed, the latest first: when, of what, and for whoever asks the stack and the arguments. */
export function AttemptList({ attempts }: { attempts: readonly AttemptView[] }) {
  return (
    <ol className={classes.list}>
      {attempts.map((attempt) => (
        <li key={attempt.startedAt}>
          <Attempt attempt={attempt} />
        </li>
      ))}
    </ol>
  );
}

function Attempt({ attempt }: { attempt: AttemptView }) {
  const t = useTranslations("task");
  const format = useFormat();
  const words = useTaskWords();
  const seconds = (Date.parse(attempt.endedAt) - Date.parse(attempt.startedAt)) / 1_000;
  return (
    <>
      <p className={classes.head}>
        <time className={classes.time} dateTime={attempt.endedAt}>
          {format.exact(attempt.endedAt)}
        </time>
        <span className={classes.name}>{t("attempt", { number: attempt.attempt })}</span>
        <span className={classes.detail}>
          {t(`attempt_${attempt.outcome}`)} · {t("after", { time: format.duration(seconds) })}
        </span>
      </p>
      <p className={classes.message}>{words.reason(attempt.reason)?.title ?? attempt.message}</p>
      <Technical
        facts={[
          { name: "reason", value: attempt.reason, isCode: true },
          { name: "message", value: attempt.message },
          { name: "worker_id", value: attempt.workerId, isCode: true },
        ]}
      >
        <h3 className={classes.title}>{t("stack")}</h3>
        <CodeBlock text={errorText(attempt.error)} label={t("stack")} />
        <h3 className={classes.title}>{t("arguments")}</h3>
        <CodeBlock text={JSON.stringify(attempt.arguments, null, 2)} label={t("arguments")} />
      </Technical>
    </>
  );
}
