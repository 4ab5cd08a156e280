"use client";
import { Button } from "@mantine/core";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { LabelledCheckBox } from "../../ui/common/CheckBox.tsx";
import { Panel } from "../../ui/common/Panel.tsx";
import { ProgressBar } from "../../ui/common/ProgressBar.tsx";
import { useFormat } from "../../ui/format/useFormat.ts";
import { type ChosenFile, groupFiles } from "./chosenFiles.ts";
import { DropZone } from "./DropZone.tsx";
import classes from "./ImportsPage.module.css";
import { useUploads } from "./useUploads.ts";

/** Files to be imported: chosen, looked through, sent. */
export function NewImport() {
  const t = useTranslations("imports");
  const format = useFormat();
  const uploads = useUploads();
  const [chosen, setChosen] = useState<ChosenFile[]>([]);
  const [isComplete, setComplete] = useState(false);
  const groups = groupFiles(chosen);
  const send = (dryRun: boolean) => {
    setChosen([]);
    void uploads.send(groups, { dryRun, isComplete });
  };
  if (uploads.running) {
    const { name, sentBytes, sizeBytes } = uploads.running;
    return (
      <Panel title={t("sending", { name })}>
        <div className={classes.stack} aria-live="polite">
          <ProgressBar
            size="large"
            share={sizeBytes === 0 ? 1 : sentBytes / sizeBytes}
            label={t("sending", { name })}
          />
          <p className={classes.quiet}>
            {t("sent", { done: format.bytes(sentBytes), all: format.bytes(sizeBytes) })}
          </p>
          <div className={classes.buttons}>
            <Button variant="default" onClick={() => uploads.stop()}>
              {t("stop")}
            </Button>
          </div>
        </div>
      </Panel>
    );
  }
  return (
    <Panel title={t("new")}>
      <div className={classes.stack}>
        <DropZone onChosen={(files) => setChosen((before) => [...before, ...files])} />
        <p className={classes.quiet}>{t("formats")}</p>
        {groups.length > 0 && (
          <>
            <ul className={classes.groups}>
              {groups.map((group) => (
                <li key={group.name}>
                  <strong>{group.name}</strong>{" "}
                  <span className={classes.quiet}>
                    {t("files", { count: group.files.length, size: format.bytes(group.sizeBytes) })}
                  </span>
                </li>
              ))}
            </ul>
            <LabelledCheckBox
              label={t("isComplete")}
              checked={isComplete}
              onChange={(event) => setComplete(event.currentTarget.checked)}
            />
            <p className={classes.quiet}>{t("isCompleteHint")}</p>
            <div className={classes.buttons}>
              <Button onClick={() => send(true)}>{t("look")}</Button>
              <Button variant="default" onClick={() => send(false)}>
                {t("import")}
              </Button>
              <Button variant="subtle" onClick={() => setChosen([])}>
                {t("discard")}
              </Button>
            </div>
          </>
        )}
      </div>
    </Panel>
  );
}
