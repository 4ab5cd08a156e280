"use client";
import { useRouter, useSearchParams } from "next/navigation";
import { useTranslations } from "next-intl";
import { returnPath } from "../../security/returnPath.ts";
import { Brand } from "../../ui/common/Brand.tsx";
import { LanguageLinks } from "./LanguageLinks.tsx";
import classes from "./LoginPage.module.css";
import { SignInForm } from "./SignInForm.tsx";

/** The way in. Afterwards one is where one wanted to go. */
export function LoginPage() {
  const t = useTranslations("login");
  const router = useRouter();
  const next = returnPath(useSearchParams().get("next"));
  return (
    <main className={classes.page}>
      <div className={classes.card}>
        <div className={classes.brand}>
          <Brand size={34} />
        </div>
        <div>
          <h1 className={classes.title}>{t("title")}</h1>
          <p className={classes.lead}>{t("lead")}</p>
        </div>
        <SignInForm onSignedIn={() => router.replace(next)} />
        <p className={classes.hint}>{t("hint")}</p>
      </div>
      <LanguageLinks />
    </main>
  );
}
