"use client";
import { useTranslations } from "next-intl";
import { useContext } from "react";
import type { MessageView } from "../../../../core/api/reading.ts";
import { NamesContext } from "../markup/NamesContext.ts";

/** As the server knows them; by the id where nobody's name is known. */
export function useAuthorName({ authorId, postedAs }: Pick<MessageView, "authorId" | "postedAs">): string {
  const t = useTranslations("reader");
  const names = useContext(NamesContext);
  return postedAs ?? names.people[authorId ?? ""]?.name ?? authorId ?? t("nobody");
}
