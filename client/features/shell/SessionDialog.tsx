"use client";
import { usePathname } from "next/navigation";
import { useTranslations } from "next-intl";
import { LinkText } from "../../ui/common/LinkText.tsx";
import { LazyModal } from "../../ui/dialog/LazyDialogs.tsx";
import { SignInForm } from "../auth/SignInForm.tsx";
import { useSessionEnded } from "../auth/useSession.ts";
import classes from "./SessionDialog.module.css";

/** Only signing in closes it. */
const stayOpen = () => undefined;

/** Asks for the password over the page when the session ended, so that selections and forms stay as they were. */
export function SessionDialog() {
  const t = useTranslations("login");
  const pathname = usePathname();
  const hasEnded = useSessionEnded();
  return (
    <LazyModal opened={hasEnded} onClose={stayOpen} isLocked title={t("expiredTitle")}>
      <p className={classes.lead}>{t("expiredLead")}</p>
      <SignInForm onSignedIn={stayOpen} />
      <p className={classes.foot}>
        <LinkText href={`/login?next=${encodeURIComponent(pathname)}`}>{t("elsewhere")}</LinkText>
      </p>
    </LazyModal>
  );
}
