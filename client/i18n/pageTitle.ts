/** Titles of the browser's tabs. Server only. */
import type { Metadata } from "next";
import { createTranslator } from "next-intl";
import { loadMessages, type Messages, requestLocale } from "./load.ts";

/** The metadata of a page named in the messages' `nav`. */
export async function pageTitle(name: keyof Messages["nav"]): Promise<Metadata> {
  const locale = await requestLocale();
  const t = createTranslator({ locale, messages: await loadMessages(locale), namespace: "nav" });
  return { title: t(name as "overview") };
}
