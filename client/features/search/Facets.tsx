"use client";
import { UnstyledButton } from "@mantine/core";
import { useTranslations } from "next-intl";
import type { FacetsView } from "../../../core/api/search.ts";
import { Panel } from "../../ui/common/Panel.tsx";
import { useFormat } from "../../ui/format/useFormat.ts";
import classes from "./Facets.module.css";

interface Row {
  key: string;
  label: string;
  hint?: string;
  count: number;
  filter: string;
}

const mostShown = 8;

/** Where, by whom and when: each narrows the search. */
export function Facets({ facets, onNarrow }: { facets: FacetsView; onNarrow: (filter: string) => void }) {
  const t = useTranslations("search");
  const format = useFormat();
  const groups: [title: string, rows: Row[]][] = [
    [
      t("byChannel"),
      facets.channels.map(({ id, name, guildName, count }) => ({
        key: id,
        label: name,
        hint: guildName,
        count,
        filter: `in:${id}`,
      })),
    ],
    [
      t("byAuthor"),
      facets.authors.map(({ id, name, count }) => ({ key: id, label: name, count, filter: `from:${id}` })),
    ],
    [
      t("byMonth"),
      facets.months.map(({ month, count }) => ({
        key: month,
        label: format.month(Date.parse(`${month}-01T00:00:00Z`)),
        count,
        filter: `during:${month}`,
      })),
    ],
  ];
  return (
    <aside className={classes.facets} aria-label={t("narrow")}>
      {groups.map(([title, rows]) =>
        rows.length < 2 ? null : (
          <Panel key={title} title={title}>
            <ul className={classes.list}>
              {rows.slice(0, mostShown).map((row) => (
                <li key={row.key}>
                  <UnstyledButton className={classes.row} onClick={() => onNarrow(row.filter)}>
                    <span className={classes.label}>
                      <bdi>{row.label}</bdi>
                      {row.hint && <span className={classes.hint}> {row.hint}</span>}
                    </span>
                    <span className={classes.count}>{format.number(row.count)}</span>
                  </UnstyledButton>
                </li>
              ))}
            </ul>
          </Panel>
        ),
      )}
      {facets.isCapped && <p className={classes.note}>{t("cappedNote", { count: facets.total })}</p>}
    </aside>
  );
}
