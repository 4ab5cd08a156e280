"use client";
import { Button, PasswordInput } from "@mantine/core";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { ErrorNote } from "../../ui/common/ErrorNote.tsx";
import { useFormat } from "../../ui/format/useFormat.ts";
import { useNow } from "../../ui/format/useNow.ts";
import { RevealIcon } from "./RevealIcon.tsx";
import classes from "./SignInForm.module.css";
import { useSignIn } from "./useSession.ts";

/** How somebody got in. `mustChange`: with the generated password, which opens nothing but its own change. */
interface SignedIn {
  password: string;
  mustChange: boolean;
}

/** `onSignedIn` is called once the password was right. */
export function SignInForm({ onSignedIn }: { onSignedIn: (signedIn: SignedIn) => void }) {
  const t = useTranslations("login");
  const tErrors = useTranslations("errors");
  const format = useFormat();
  const now = useNow();
  const [password, setPassword] = useState("");
  const { signIn, isBusy, error, lockedUntil } = useSignIn();
  const lockedSeconds = lockedUntil === null ? 0 : Math.ceil((lockedUntil - now) / 1_000);
  const submit = async () => {
    const answer = await signIn(password);
    if (answer) onSignedIn({ password, mustChange: answer.session.mustChangePassword });
  };
  const problem = () => {
    if (lockedSeconds > 0) return t("wait", { time: format.duration(lockedSeconds) });
    if (!error || error.code === "too_many_attempts") return null;
    return error.code === "wrong_password" ? tErrors(error.code) : <ErrorNote error={error} />;
  };
  return (
    <form
      className={classes.form}
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
    >
      {/* For password managers, which file a password under a name. */}
      <input type="text" name="username" autoComplete="username" value="backscroll" readOnly hidden />
      <PasswordInput
        label={t("password")}
        name="password"
        size="md"
        autoComplete="current-password"
        required
        withAsterisk={false}
        data-autofocus
        value={password}
        onChange={(event) => setPassword(event.currentTarget.value)}
        visibilityToggleIcon={RevealIcon}
        visibilityToggleFocusable
        visibilityToggleButtonProps={{ "aria-label": t("toggle") }}
        error={problem()}
        errorProps={{ component: "div" }}
      />
      <Button type="submit" size="md" fullWidth loading={isBusy} disabled={lockedSeconds > 0}>
        {t("submit")}
      </Button>
    </form>
  );
}
