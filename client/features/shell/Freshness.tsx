"use client";
import { UnstyledButton } from "@mantine/core";
import { useTranslations } from "next-intl";
import { useSWRConfig } from "swr";
import { failure, refreshedAt, viewPath } from "../../http/connection.ts";
import { type PollingChoice, pollingChoices } from "../../state/polling.ts";
import { usePreferences } from "../../state/usePreferences.ts";
import { useStore } from "../../state/useStore.ts";
import { useFormat } from "../../ui/format/useFormat.ts";
import { useNow } from "../../ui/format/useNow.ts";
import { Icon } from "../../ui/icons/Icon.tsx";
import { MenuButton } from "../../ui/menu/MenuButton.tsx";
import classes from "./Freshness.module.css";

/** Younger than this is the present: words that change with every poll would only flicker. */
const justNowMs = 5_000;

/** How old what one sees is, and how often it is brought up to date. */
export function Freshness() {
  const t = useTranslations("freshness");
  const format = useFormat();
  const now = useNow();
  const at = useStore(refreshedAt);
  const isFailing = useStore(failure) !== null;
  const [{ polling }, change] = usePreferences();
  const { mutate } = useSWRConfig();
  if (useStore(viewPath) === null) return null;
  const state = isFailing ? "failing" : polling === "paused" ? "paused" : "live";
  const words = () => {
    if (state !== "live") return t(state);
    if (at === null) return t("never");
    return now - at < justNowMs ? t("updatedNow") : t("updated", { ago: format.relative(at, now) });
  };
  const label = (choice: PollingChoice) => {
    if (choice === "auto") return t("auto");
    if (choice === "paused") return t("pausedChoice");
    return t("every", { seconds: Number(choice) });
  };
  return (
    <MenuButton
      width={260}
      target={
        <UnstyledButton className={classes.button} data-state={state} title={t("choose")}>
          <span className={classes.dot} />
          <span className={classes.words}>{words()}</span>
          <Icon name="chevronDown" size={14} />
        </UnstyledButton>
      }
      entries={[
        { kind: "item", key: "now", text: t("now"), icon: "retry", onSelect: () => void mutate(() => true) },
        { kind: "divider", key: "line" },
        { kind: "label", key: "choose", text: t("choose") },
        ...pollingChoices.map((choice) => ({
          kind: "item" as const,
          key: choice,
          text: label(choice),
          ...(choice === "auto" ? { hint: t("autoHint") } : {}),
          isChosen: choice === polling,
          onSelect: () => change({ polling: choice }),
        })),
      ]}
    />
  );
}
