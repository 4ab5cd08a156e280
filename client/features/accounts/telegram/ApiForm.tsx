"use client";
import { Button, PasswordInput, TextInput } from "@mantine/core";
import { useTranslations } from "next-intl";
import { type ReactNode, useState } from "react";
import { sendJson } from "../../../http/fetchJson.ts";
import { ErrorNote } from "../../../ui/common/ErrorNote.tsx";
import { LinkText } from "../../../ui/common/LinkText.tsx";
import { RevealIcon } from "../../auth/RevealIcon.tsx";
import classes from "../Dialogs.module.css";
import { useSending } from "./useTelegram.ts";

const portal = (words: ReactNode) => <LinkText href="https://my.telegram.org/apps">{words}</LinkText>;

/** As my.telegram.org calls them, in every language. */
const names = { id: "api_id", hash: "api_hash" };

/** api_id and api_hash, once per installation. */
export function ApiForm({ onSaved }: { onSaved: () => void }) {
  const t = useTranslations("telegram");
  const tLogin = useTranslations("login");
  const [apiId, setApiId] = useState("");
  const [apiHash, setApiHash] = useState("");
  const { error, isBusy, run } = useSending();
  const save = async () => {
    const input = { apiId: Number(apiId), apiHash };
    if (await run(() => sendJson("/telegram", input, "PATCH"))) onSaved();
  };
  return (
    <form
      className={classes.form}
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      <p className={classes.text}>{t.rich("apiLead", { portal })}</p>
      <p className={classes.text}>{t("terms")}</p>
      <TextInput
        label={names.id}
        inputMode="numeric"
        autoComplete="off"
        value={apiId}
        onChange={(event) => setApiId(event.currentTarget.value.replace(/\D/g, ""))}
        data-autofocus
      />
      <PasswordInput
        label={names.hash}
        autoComplete="off"
        visibilityToggleIcon={RevealIcon}
        visibilityToggleFocusable
        visibilityToggleButtonProps={{ "aria-label": tLogin("toggle") }}
        value={apiHash}
        onChange={(event) => setApiHash(event.currentTarget.value)}
      />
      {error && (
        <div className={classes.problem} role="alert">
          <ErrorNote error={error} />
        </div>
      )}
      <div className={classes.buttons}>
        <Button type="submit" loading={isBusy} disabled={apiId === "" || apiHash === ""}>
          {t("save")}
        </Button>
      </div>
    </form>
  );
}
