/** A search as the page's address holds it, so that it can be linked to. Pure. */
import type { StemLanguage } from "../../../core/model/search/stems.ts";

export const orders = ["newest", "oldest", "best"] as const;
export type Order = (typeof orders)[number];
/** The same as core/model/search/stems.ts, without its endings. */
export const forms = ["en", "de", "fr", "es", "ru"] as const satisfies readonly StemLanguage[];

export interface Asked {
  q: string;
  order: Order;
  /** Language whose other forms of words are found too; null: as written. */
  forms: StemLanguage | null;
}

/** What an address asks for; what makes no sense in it is left out. */
export function parseAsked(parameters: URLSearchParams): Asked {
  return {
    q: parameters.get("q") ?? "",
    order: orders.find((order) => order === parameters.get("order")) ?? "newest",
    forms: forms.find((language) => language === parameters.get("forms")) ?? null,
  };
}

/** The parameters of an address; null for what need not be said. */
export const toParameters = ({ q, order, forms: language }: Asked): Record<string, string | null> => ({
  q: q === "" ? null : q,
  order: order === "newest" ? null : order,
  forms: language,
});

/** The page that shows it. */
export function pagePath(asked: Asked): string {
  const given = Object.entries(toParameters(asked)).filter(
    (pair): pair is [string, string] => pair[1] !== null,
  );
  return `/search?${new URLSearchParams(given)}`;
}

/** Where the API answers it. */
export function searchPath(asked: Asked, timezone: string, cursor: string | null): string {
  const query = new URLSearchParams({ q: asked.q, order: asked.order, timezone });
  if (asked.forms) query.set("forms", asked.forms);
  if (cursor !== null) query.set("cursor", cursor);
  return `/search?${query}`;
}

export function facetsPath({ q, forms: language }: Asked, timezone: string): string {
  const query = new URLSearchParams({ q, timezone });
  if (language) query.set("forms", language);
  return `/search/facets?${query}`;
}
