"use client";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { Icon } from "../../ui/icons/Icon.tsx";
import { useMe } from "../auth/useSession.ts";
import classes from "./PasswordNotice.module.css";

/** While the generated password is in use: it stands in a log, and only changing it makes it nobody's. */
export function PasswordNotice({ onNavigate }: { onNavigate?: (() => void) | undefined }) {
  const t = useTranslations("shell");
  const { data } = useMe();
  if (!data?.session.mustChangePassword) return null;
  return (
    <Link className={classes.notice} href="/settings" onClick={onNavigate}>
      <Icon name="lock" size={15} />
      <span>
        {t("changePassword")} <span className={classes.go}>{t("changePasswordLink")}</span>
      </span>
    </Link>
  );
}
