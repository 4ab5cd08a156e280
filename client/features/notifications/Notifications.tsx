"use client";
import { Button } from "@mantine/core";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { LoadFailed } from "../../ui/common/LoadFailed.tsx";
import { Panel } from "../../ui/common/Panel.tsx";
import classes from "./Notifications.module.css";
import { TargetForm } from "./TargetForm.tsx";
import { TargetRow } from "./TargetRow.tsx";
import { useTargets } from "./useTargets.ts";

/** Who is told what: the targets of notifications, and the form to add or change one. */
export function Notifications() {
  const t = useTranslations("notifications");
  const { data, error, mutate } = useTargets();
  /** The number of the target that is changed, "new", or null while none is. */
  const [edited, setEdited] = useState<string | null>(null);
  const close = () => setEdited(null);
  return (
    <Panel title={t("title")}>
      <p className={classes.lead}>{t("lead")}</p>
      {!data && error && <LoadFailed error={error} retry={() => void mutate()} />}
      {data?.targets.length === 0 && edited === null && <p className={classes.quiet}>{t("none")}</p>}
      <ul className={classes.list}>
        {data?.targets.map((target) =>
          edited === target.id ? (
            <li key={target.id} className={classes.row}>
              <TargetForm target={target} onClose={close} />
            </li>
          ) : (
            <TargetRow key={target.id} target={target} onEdit={() => setEdited(target.id)} />
          ),
        )}
      </ul>
      {edited === "new" ? (
        <TargetForm target={null} onClose={close} />
      ) : (
        <Button variant="default" onClick={() => setEdited("new")}>
          {t("add")}
        </Button>
      )}
    </Panel>
  );
}
