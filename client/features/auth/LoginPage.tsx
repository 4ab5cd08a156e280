"use client";
import { useRouter, useSearchParams } from "next/navigation";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { returnPath } from "../../security/returnPath.ts";
import { Brand } from "../../ui/common/Brand.tsx";
import { LanguageLinks } from "./LanguageLinks.tsx";
import classes from "./LoginPage.module.css";
import { PasswordForm } from "./PasswordForm.tsx";
import { SignInForm } from "./SignInForm.tsx";

/** The way in. Afterwards one is where one wanted to go; with the generated password by way of replacing it. */
export function LoginPage() {
  const t = useTranslations("login");
  const router = useRouter();
  const next = returnPath(useSearchParams().get("next"));
  const [generated, setGenerated] = useState<string | null>(null);
  const goOn = () => router.replace(next);
  const isFirst = generated !== null;
  return (
    <main className={classes.page}>
      <div className={classes.card}>
        <div className={classes.brand}>
          <Brand size={34} />
        </div>
        <div>
          <h1 className={classes.title}>{t(isFirst ? "firstTitle" : "title")}</h1>
          <p className={classes.lead}>{t(isFirst ? "firstLead" : "lead")}</p>
        </div>
        {isFirst ? (
          <PasswordForm known={generated} onChanged={goOn} />
        ) : (
          <>
            <SignInForm
              onSignedIn={({ password, mustChange }) => (mustChange ? setGenerated(password) : goOn())}
            />
            <p className={classes.hint}>
              {t("hint")} {t("forgotten")}
            </p>
          </>
        )}
      </div>
      <LanguageLinks />
    </main>
  );
}
