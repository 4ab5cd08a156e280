"use client";
import { UnstyledButton } from "@mantine/core";
import { useRouter } from "next/navigation";
import { useLocale, useTranslations } from "next-intl";
import { localeCookie, localeNames, locales } from "../../i18n/locales.ts";
import { rememberFor } from "../../state/cookies.ts";
import classes from "./LanguageLinks.module.css";

/** Every language in itself, for those who cannot read the page yet. */
export function LanguageLinks() {
  const t = useTranslations("shell");
  const chosen = useLocale();
  const router = useRouter();
  return (
    <fieldset className={classes.languages} aria-label={t("language")}>
      {locales.map((locale) => (
        <UnstyledButton
          key={locale}
          className={classes.language}
          lang={locale}
          aria-pressed={locale === chosen}
          onClick={() => {
            rememberFor(localeCookie, locale);
            router.refresh();
          }}
        >
          {localeNames[locale]}
        </UnstyledButton>
      ))}
    </fieldset>
  );
}
