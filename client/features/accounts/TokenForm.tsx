"use client";
import { Button, PasswordInput, TextInput } from "@mantine/core";
import { useTranslations } from "next-intl";
import { useState } from "react";
import type { AccountCheckView, AccountView } from "../../../core/api/accounts.ts";
import { ApiError } from "../../http/errors.ts";
import { sendJson } from "../../http/fetchJson.ts";
import { ErrorNote } from "../../ui/common/ErrorNote.tsx";
import { notify } from "../../ui/toasts/toasts.ts";
import { RevealIcon } from "../auth/RevealIcon.tsx";
import { CheckResult } from "./CheckResult.tsx";
import classes from "./Dialogs.module.css";
import { refreshAfterChange } from "./useAccounts.ts";

/** The token, tried before it is saved if wished. What was typed is forgotten with the dialog. */
export function TokenForm({ account, onClose }: { account: AccountView | undefined; onClose: () => void }) {
  const t = useTranslations("bots");
  const tLogin = useTranslations("login");
  const [botToken, setToken] = useState("");
  const [name, setName] = useState("");
  const [check, setCheck] = useState<AccountCheckView | null>(null);
  const [error, setError] = useState<ApiError | null>(null);
  const [doing, setDoing] = useState<"test" | "save" | null>(null);

  const run = async (what: "test" | "save", work: () => Promise<void>) => {
    setDoing(what);
    setError(null);
    try {
      await work();
    } catch (caught) {
      setError(caught instanceof ApiError ? caught : new ApiError("unreadable_answer"));
    } finally {
      setDoing(null);
    }
  };
  const test = () =>
    run("test", async () => {
      setCheck(null);
      setCheck(await sendJson<AccountCheckView>("/bot-config/test", { botToken }));
    });
  const save = () =>
    run("save", async () => {
      if (account) await sendJson(`/bot-config/${account.id}`, { botToken }, "PATCH");
      else await sendJson("/bot-config", { botToken, ...(name.trim() === "" ? {} : { name }) });
      notify.done(account ? t("replaced") : t("added"));
      refreshAfterChange();
      onClose();
    });
  return (
    <form
      className={classes.form}
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      <PasswordInput
        label={t("tokenLabel")}
        description={t("tokenHint")}
        autoComplete="off"
        visibilityToggleIcon={RevealIcon}
        visibilityToggleFocusable
        visibilityToggleButtonProps={{ "aria-label": tLogin("toggle") }}
        required
        withAsterisk={false}
        value={botToken}
        onChange={(event) => {
          setToken(event.currentTarget.value);
          setCheck(null);
        }}
        data-autofocus
      />
      {!account && (
        <TextInput
          label={t("name")}
          description={t("nameHint")}
          maxLength={60}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
      )}
      <div aria-live="polite">{check && <CheckResult check={check} />}</div>
      {error && (
        <p className={classes.problem} role="alert">
          <ErrorNote error={error} />
        </p>
      )}
      <div className={classes.buttons}>
        <Button
          variant="default"
          loading={doing === "test"}
          disabled={botToken.trim() === ""}
          onClick={() => void test()}
        >
          {t("test")}
        </Button>
        <Button type="submit" loading={doing === "save"} disabled={botToken.trim() === ""}>
          {t("save")}
        </Button>
      </div>
    </form>
  );
}
