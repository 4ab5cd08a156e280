"use client";
import { UnstyledButton } from "@mantine/core";
import { useTranslations } from "next-intl";
import type { SearchTermView } from "../../../core/api/search.ts";
import { Icon } from "../../ui/icons/Icon.tsx";
import classes from "./Terms.module.css";

/** What was understood, each term as a chip that can be taken out. */
export function Terms({
  terms,
  onRemove,
}: {
  terms: readonly SearchTermView[];
  onRemove: (term: SearchTermView) => void;
}) {
  const t = useTranslations("search");
  return (
    <ul className={classes.terms} aria-label={t("understood")}>
      {terms.map((term, i) => {
        const said = term.isQuoted ? `“${term.value}”` : (term.label ?? term.value);
        const name = term.filter ? t(`filter_${term.filter}`) : null;
        const isAlternative = i > 0 && terms[i - 1]?.clause === term.clause;
        return (
          <li key={`${term.at[0]}`} className={classes.item}>
            {isAlternative && <span className={classes.or}>{t("or")}</span>}
            <span className={classes.chip} data-not={term.isNot || undefined}>
              {term.isNot && <span>{t("not")}</span>}
              {name && <span className={classes.name}>{name}</span>}
              <bdi className={classes.value}>{said}</bdi>
              <UnstyledButton
                className={classes.remove}
                aria-label={t("remove", { term: [name, said].filter(Boolean).join(" ") })}
                onClick={() => onRemove(term)}
              >
                <Icon name="close" size={12} />
              </UnstyledButton>
            </span>
          </li>
        );
      })}
    </ul>
  );
}
