"use client";
import { useTranslations } from "next-intl";
import { Facts } from "../../ui/common/Facts.tsx";
import { useFormat } from "../../ui/format/useFormat.ts";

/** Kinds that have a word; tables that nobody asked about by name are summed up as the rest. */
const named = [
  "messages",
  "message_versions",
  "attachments",
  "files",
  "reactions",
  "responses",
  "members",
  "member_events",
  "author_names",
  "authors",
  "mentions",
  "set_aside",
  "channels",
  "error_texts",
] as const;

/** How much goes or went, by kind. */
export function Counts({ counts }: { counts: Record<string, number> }) {
  const t = useTranslations("forgetting");
  const format = useFormat();
  const rest = Object.entries(counts)
    .filter(([name]) => !named.some((each) => each === name))
    .reduce((sum, [, count]) => sum + count, 0);
  const facts = [
    ...named.flatMap((name) => {
      const count = counts[name] ?? 0;
      return count > 0 || name === "messages"
        ? [{ name: t(`count_${name}`), value: format.number(count) }]
        : [];
    }),
    ...(rest > 0 ? [{ name: t("count_rest"), value: format.number(rest) }] : []),
  ];
  return <Facts facts={facts} />;
}
