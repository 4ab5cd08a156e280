"use client";
import { Switch } from "@mantine/core";
import { useTranslations } from "next-intl";
import type { FilesView } from "../../../core/api/files.ts";
import { useFormat } from "../../ui/format/useFormat.ts";
import classes from "./FilesPage.module.css";
import { useFileActions } from "./useFiles.ts";

/** What is downloaded, kind by kind, and the switches that decide it. */
export function KindTable({ files }: { files: FilesView }) {
  const t = useTranslations("files");
  const format = useFormat();
  const { isBusy, setKinds } = useFileActions();
  const on = files.kinds.filter(({ isOn }) => isOn).map(({ kind }) => kind);
  return (
    <section className={classes.scroll} aria-label={t("kinds")}>
      <table className={classes.table}>
        <thead>
          <tr>
            <th scope="col">{t("kind")}</th>
            <th scope="col">{t("stored")}</th>
            <th scope="col">{t("waiting")}</th>
            <th scope="col">{t("later")}</th>
            <th scope="col">{t("failed")}</th>
          </tr>
        </thead>
        <tbody>
          {files.kinds.map(({ kind, isOn, stored, waiting, retrying, failed }) => (
            <tr key={kind}>
              <th scope="row">
                <Switch
                  label={t(`kind_${kind}`)}
                  checked={isOn}
                  disabled={isBusy}
                  onChange={() => void setKinds(isOn ? on.filter((each) => each !== kind) : [...on, kind])}
                />
              </th>
              <td>{format.number(stored)}</td>
              <td>{format.number(waiting)}</td>
              <td>{format.number(retrying)}</td>
              <td>{format.number(failed)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
