"use client";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { LinkText } from "../../../ui/common/LinkText.tsx";
import { Panel } from "../../../ui/common/Panel.tsx";
import { Icon } from "../../../ui/icons/Icon.tsx";
import { pagePath } from "../searchAddress.ts";
import classes from "./Saved.module.css";
import { useSavedSearches } from "./useSavedSearches.ts";

/** Kept searches, each a link that runs it; nothing while there are none. */
export function SavedLinks() {
  const t = useTranslations("savedSearches");
  const { data } = useSavedSearches(null);
  if (!data || data.searches.length === 0) return null;
  return (
    <div className={classes.links}>
      <Panel title={t("title")} aside={<LinkText href="/search/saved">{t("manage")}</LinkText>}>
        <ul className={classes.chips}>
          {data.searches.map(({ id, name, q, forms, alertSince }) => (
            <li key={id}>
              <Link
                className={classes.chip}
                href={pagePath({ q, forms, order: "newest" })}
                title={q}
                prefetch={false}
              >
                {alertSince !== null && <Icon name="megaphone" size={13} />}
                <bdi>{name}</bdi>
              </Link>
            </li>
          ))}
        </ul>
      </Panel>
    </div>
  );
}
