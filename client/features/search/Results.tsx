"use client";
import { Button, Skeleton } from "@mantine/core";
import { useTranslations } from "next-intl";
import type { SearchTermView } from "../../../core/api/search.ts";
import { EmptyState } from "../../ui/common/EmptyState.tsx";
import { LinkText } from "../../ui/common/LinkText.tsx";
import { LoadFailed } from "../../ui/common/LoadFailed.tsx";
import { useFormat } from "../../ui/format/useFormat.ts";
import { Facets } from "./Facets.tsx";
import { Hit } from "./Hit.tsx";
import { IndexNote } from "./IndexNote.tsx";
import classes from "./SearchPage.module.css";
import type { Asked } from "./searchAddress.ts";
import { Terms } from "./Terms.tsx";
import { useSearch } from "./useSearch.ts";

interface ResultsProps {
  asked: Asked;
  onNarrow: (filter: string) => void;
  onRemove: (term: SearchTermView) => void;
}

/** What was understood of a search, and what it found. */
export function Results({ asked, onNarrow, onRemove }: ResultsProps) {
  const t = useTranslations("search");
  const tExports = useTranslations("exports");
  const format = useFormat();
  const { view, found, facets, error, isLoadingMore, loadMore, retry } = useSearch(asked);
  if (!view || !found) {
    if (error) return <LoadFailed error={error} retry={retry} />;
    return (
      <div className={classes.skeleton} aria-busy="true">
        {Array.from({ length: 5 }, (_, i) => (
          <Skeleton key={i} height={84} radius={8} />
        ))}
      </div>
    );
  }
  const { problem } = view;
  if (problem) {
    return (
      <>
        {view.terms.length > 0 && <Terms terms={view.terms} onRemove={onRemove} />}
        <p className={classes.problem} role="alert">
          {t(`problem_${problem.code}`, { piece: problem.piece, filter: problem.filter ?? "" })}
        </p>
      </>
    );
  }
  const total = facets && !facets.problem ? facets : null;
  return (
    <>
      <Terms terms={view.terms} onRemove={onRemove} />
      <IndexNote index={view.index} />
      {/* What other forms of the words find is not among what an export searches for. */}
      {found.hits.length > 0 && asked.forms === null && (
        <p className={classes.takeOut}>
          <LinkText href={`/exports?${new URLSearchParams({ where: "all", q: asked.q }).toString()}`}>
            {tExports("theseHits")}
          </LinkText>
        </p>
      )}
      <output className={classes.count}>
        {total &&
          t(total.isCapped ? "foundMany" : total.isEstimate ? "foundAbout" : "found", {
            count: total.total,
            shown: format.number(total.total),
          })}
      </output>
      <div className={classes.columns}>
        <section className={classes.results} aria-label={t("results")}>
          {found.hits.length === 0 && found.nextCursor === null ? (
            <EmptyState icon="search">{t("nothing")}</EmptyState>
          ) : (
            <ul className={classes.hits}>
              {found.hits.map((hit) => (
                <Hit
                  key={`${hit.channelId}-${hit.messageId}`}
                  hit={hit}
                  people={found.people}
                  channels={found.channels}
                />
              ))}
            </ul>
          )}
          {error && <LoadFailed error={error} retry={retry} />}
          {found.nextCursor !== null && !error && (
            <div className={classes.more}>
              <Button variant="default" loading={isLoadingMore} onClick={loadMore}>
                {t("more")}
              </Button>
            </div>
          )}
        </section>
        {total && <Facets facets={total} onNarrow={onNarrow} />}
      </div>
    </>
  );
}
