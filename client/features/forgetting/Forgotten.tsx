"use client";
import { Button } from "@mantine/core";
import { useTranslations } from "next-intl";
import { useState } from "react";
import type { ErasureView, ForgottenListView } from "../../../core/api/erasures.ts";
import { Ago } from "../../ui/common/Ago.tsx";
import { LoadFailed } from "../../ui/common/LoadFailed.tsx";
import { Panel } from "../../ui/common/Panel.tsx";
import { useFormat } from "../../ui/format/useFormat.ts";
import { AskDialog } from "./AskDialog.tsx";
import classes from "./Forgetting.module.css";
import { LiftDialog } from "./LiftDialog.tsx";
import { isOver, useErasures, useForgotten } from "./useForgetting.ts";
import { Verdict } from "./Verdict.tsx";

type Entry = ForgottenListView["entries"][number];

/** Who and what is forgotten, what was erased lately and with which result, and the way to forget more. */
export function Forgotten() {
  const t = useTranslations("forgetting");
  const forgotten = useForgotten();
  const erasures = useErasures();
  const [isAsking, setAsking] = useState(false);
  const [lifted, setLifted] = useState<Entry | null>(null);
  return (
    <Panel title={t("panel")}>
      <div className={classes.section}>
        <p className={classes.text}>{t("panelLead")}</p>
        {!forgotten.data && forgotten.error && (
          <LoadFailed error={forgotten.error} retry={() => void forgotten.mutate()} />
        )}
        {forgotten.data?.entries.length === 0 && <p className={classes.quiet}>{t("nobody")}</p>}
        <ul className={classes.list}>
          {forgotten.data?.entries.map((entry) => (
            <li key={entry.digest} className={classes.row}>
              <EntryWords entry={entry} />
              <Button variant="default" size="compact-sm" onClick={() => setLifted(entry)}>
                {t("lift")}
              </Button>
            </li>
          ))}
        </ul>
        {(forgotten.data?.messageCount ?? 0) > 0 && (
          <p className={classes.quiet}>{t("singleMessages", { count: forgotten.data?.messageCount ?? 0 })}</p>
        )}
        <div>
          <Button variant="default" onClick={() => setAsking(true)}>
            {t("ask")}
          </Button>
        </div>
        {(erasures.data?.erasures.length ?? 0) > 0 && (
          <>
            <h3 className={classes.heading}>{t("lately")}</h3>
            <ul className={classes.list}>
              {erasures.data?.erasures.map((erasure) => (
                <li key={erasure.id} className={classes.words}>
                  <ErasureWords erasure={erasure} />
                </li>
              ))}
            </ul>
          </>
        )}
      </div>
      <AskDialog opened={isAsking} onClose={() => setAsking(false)} />
      <LiftDialog entry={lifted} onClose={() => setLifted(null)} />
    </Panel>
  );
}

function EntryWords({ entry }: { entry: Entry }) {
  const t = useTranslations("forgetting");
  const format = useFormat();
  return (
    <span className={classes.words}>
      <span>
        {t(`entry_${entry.kind}`, { name: entry.personName ?? entry.personId ?? entry.digest.slice(0, 8) })}
      </span>
      <span className={classes.quiet}>
        {t(entry.erased ? "isErased" : "isOptedOut")} · {format.date(entry.createdAt)}
        {entry.note && ` · ${entry.note}`}
      </span>
    </span>
  );
}

function ErasureWords({ erasure }: { erasure: ErasureView }) {
  const t = useTranslations("forgetting");
  const format = useFormat();
  return (
    <>
      <span className={classes.quiet}>
        {t(erasure.erases ? `erasure_${erasure.subject}` : "optOutOfPerson")} ·{" "}
        {t("went", {
          count: erasure.counts.messages ?? 0,
          shown: format.number(erasure.counts.messages ?? 0),
        })}{" "}
        · <Ago at={erasure.completedAt ?? erasure.createdAt} />
      </span>
      {isOver(erasure) ? (
        <Verdict erasure={erasure} />
      ) : (
        <span>
          {t(`phase_${erasure.phase}`)} {format.percent(erasure.progress)}
        </span>
      )}
    </>
  );
}
