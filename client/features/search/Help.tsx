"use client";
import { UnstyledButton } from "@mantine/core";
import { useTranslations } from "next-intl";
import { Panel } from "../../ui/common/Panel.tsx";
import classes from "./Help.module.css";

/** Examples that say more than a grammar; the query is written as it is typed, in any language. */
const examples = [
  ["hello world", "words"],
  ['"good morning"', "phrase"],
  ["cat or dog -mouse", "logic"],
  ["天氣", "scripts"],
  ["from:lena in:general", "place"],
  ["has:image", "carries"],
  ["is:deleted", "state"],
  ["after:2024-05 before:2024-07", "time"],
] as const;

/** What can be asked. */
export function Help({ onTry }: { onTry: (q: string) => void }) {
  const t = useTranslations("search");
  return (
    <div className={classes.help}>
      <Panel title={t("helpTitle")}>
        <dl className={classes.list}>
          {examples.map(([example, name]) => (
            <div key={name} className={classes.row}>
              <dt>
                <UnstyledButton className={classes.example} onClick={() => onTry(example)}>
                  {example}
                </UnstyledButton>
              </dt>
              <dd className={classes.words}>{t(`help_${name}`)}</dd>
            </div>
          ))}
        </dl>
      </Panel>
    </div>
  );
}
