"use client";
import { Button, NativeSelect, SegmentedControl } from "@mantine/core";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { useQueryParameters } from "../../state/useQueryParameters.ts";
import { PageHeader } from "../../ui/common/PageHeader.tsx";
import { withFilter, withoutPiece } from "./editQuery.ts";
import { Help } from "./Help.tsx";
import { Results } from "./Results.tsx";
import { SearchBox } from "./SearchBox.tsx";
import classes from "./SearchPage.module.css";
import { SaveButton } from "./saved/SaveButton.tsx";
import { SavedLinks } from "./saved/SavedLinks.tsx";
import { type Asked, forms, orders, parseAsked, toParameters } from "./searchAddress.ts";

/** Any message, found by what it says, who said it, where and when. */
export function SearchPage() {
  const t = useTranslations("search");
  const tSaved = useTranslations("savedSearches");
  const [parameters, setParameters] = useQueryParameters();
  const asked = parseAsked(parameters);
  const ask = (change: Partial<Asked>) => setParameters(toParameters({ ...asked, ...change }), "push");
  return (
    <>
      <PageHeader title={t("title")} lead={t("lead")}>
        <Button component={Link} href="/search/saved" variant="default">
          {tSaved("title")}
        </Button>
      </PageHeader>
      {/* Made anew when the search is changed elsewhere: by a chip, a facet, the browser's back. */}
      <SearchBox key={asked.q} asked={asked.q} onSearch={(q) => ask({ q })} />
      {asked.q === "" ? (
        <>
          <SavedLinks />
          <Help onTry={(q) => ask({ q })} />
        </>
      ) : (
        <>
          <div className={classes.options}>
            <SegmentedControl
              size="xs"
              aria-label={t("order")}
              value={asked.order}
              onChange={(order) => ask({ order: order })}
              data={orders.map((order) => ({ value: order, label: t(`order_${order}`) }))}
            />
            <NativeSelect
              size="xs"
              aria-label={t("forms")}
              value={asked.forms ?? ""}
              onChange={({ currentTarget }) =>
                ask({ forms: forms.find((language) => language === currentTarget.value) ?? null })
              }
              data={[
                { value: "", label: t("forms_none") },
                ...forms.map((language) => ({ value: language, label: t(`forms_${language}`) })),
              ]}
            />
            <SaveButton asked={asked} />
          </div>
          <Results
            key={JSON.stringify(asked)}
            asked={asked}
            onNarrow={(filter) => ask({ q: withFilter(asked.q, filter) })}
            onRemove={({ at }) => ask({ q: withoutPiece(asked.q, at) })}
          />
        </>
      )}
    </>
  );
}
