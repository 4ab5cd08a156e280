"use client";
import { Button } from "@mantine/core";
import { useTranslations } from "next-intl";
import { type DragEvent, useRef, useState } from "react";
import { Icon } from "../../ui/icons/Icon.tsx";
import { type ChosenFile, fromDrop, fromInput } from "./chosenFiles.ts";
import classes from "./DropZone.module.css";

/** Takes files and folders, dropped or chosen. */
export function DropZone({ onChosen }: { onChosen: (files: ChosenFile[]) => void }) {
  const t = useTranslations("imports");
  const files = useRef<HTMLInputElement>(null);
  const folder = useRef<HTMLInputElement>(null);
  const [isOver, setOver] = useState(false);
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    void fromDrop(event.dataTransfer).then(onChosen);
  };
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- the buttons within do the same
    <section
      className={classes.zone}
      data-over={isOver || undefined}
      aria-label={t("dropHere")}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={drop}
    >
      <Icon name="fetch" size={28} />
      <p className={classes.words}>{t("dropHere")}</p>
      <div className={classes.buttons}>
        <Button variant="default" onClick={() => files.current?.click()}>
          {t("chooseFiles")}
        </Button>
        <Button variant="default" onClick={() => folder.current?.click()}>
          {t("chooseFolder")}
        </Button>
      </div>
      <input
        ref={files}
        type="file"
        multiple
        hidden
        aria-label={t("chooseFiles")}
        onChange={(event) => {
          onChosen(fromInput(event.currentTarget.files));
          event.currentTarget.value = "";
        }}
      />
      <input
        ref={folder}
        type="file"
        multiple
        hidden
        aria-label={t("chooseFolder")}
        {...{ webkitdirectory: "" }}
        onChange={(event) => {
          onChosen(fromInput(event.currentTarget.files));
          event.currentTarget.value = "";
        }}
      />
    </section>
  );
}
