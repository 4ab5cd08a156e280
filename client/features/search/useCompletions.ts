"use client";
/** What could be meant by what is being typed. */
import { useTranslations } from "next-intl";
import { useEffect, useState } from "react";
import type { CompletionView } from "../../../core/api/search.ts";
import { filterNames, hasValues, isValues } from "../../../core/model/search/query.ts";
import { useResource } from "../../http/useResource.ts";
import type { Typing } from "./editQuery.ts";

export interface Suggestion {
  /** What is written in place of what is being typed. */
  written: string;
  label: string;
  hint: string | null;
}

/** The first ones are enough to show how it is done. */
const languages = ["en", "zh", "ja", "ko", "ru", "uk", "de", "fr", "es", "th"];
const dates = ["today", "yesterday", "7d", "30d"];
const named = ["from", "mentions", "in", "guild"];

/** Suggestions for what is typed; none for words that begin no filter. */
export function useCompletions(typing: Typing | null): Suggestion[] {
  const t = useTranslations("search");
  const isNamed = typing?.kind === "value" && named.includes(typing.filter);
  const query = useSettled(
    isNamed
      ? new URLSearchParams({ filter: typing.filter, beginning: typing.typed.slice(0, 100) }).toString()
      : null,
  );
  const { data } = useResource<CompletionView>(query === null ? null : `/search/complete?${query}`, {
    poll: null,
    keepPrevious: true,
  });
  if (typing === null) return [];
  const begins = (value: string) => value.startsWith(typing.typed.toLowerCase());
  if (typing.kind === "word") {
    if (typing.typed === "") return [];
    return filterNames
      .filter(begins)
      .map((name) => ({ written: `${name}:`, label: `${name}:`, hint: t(`filterHint_${name}`) }));
  }
  const { filter } = typing;
  if (isNamed) {
    return (query === null ? [] : (data?.completions ?? [])).map(({ name, hint, value }) => ({
      written: `${filter}:${value}`,
      label: name,
      hint,
    }));
  }
  const plain = (values: readonly string[], hint: (value: string) => string | null = () => null) =>
    values
      .filter(begins)
      .map((value) => ({ written: `${filter}:${value}`, label: value, hint: hint(value) }));
  if (filter === "has") return plain(hasValues, (value) => t(`has_${value as (typeof hasValues)[number]}`));
  if (filter === "is") return plain(isValues, (value) => t(`is_${value as (typeof isValues)[number]}`));
  return plain(filter === "lang" ? languages : dates);
}

/** Typists are not asked about at every letter. */
const settleMs = 150;

function useSettled<Value>(value: Value): Value {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), settleMs);
    return () => clearTimeout(timer);
  }, [value]);
  return settled;
}
