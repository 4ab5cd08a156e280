"use client";
import { useTranslations } from "next-intl";
import { LazyModal } from "../../ui/dialog/LazyDialogs.tsx";
import { PasswordForm } from "../auth/PasswordForm.tsx";
import { useMe } from "../auth/useSession.ts";
import classes from "./SessionDialog.module.css";

/** Only a new password closes it. */
const stayOpen = () => undefined;

/** For who signed in with the generated password and went on without replacing it: the API answers nothing else. */
export function FirstPasswordDialog() {
  const t = useTranslations("login");
  const { data } = useMe();
  const isFirst = data?.session.mustChangePassword ?? false;
  return (
    <LazyModal opened={isFirst} onClose={stayOpen} isLocked title={t("firstTitle")}>
      <p className={classes.lead}>{t("firstLead")}</p>
      <PasswordForm />
    </LazyModal>
  );
}
