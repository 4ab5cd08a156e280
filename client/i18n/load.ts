/** The language of a request and its messages. Server only. */
import { cookies, headers } from "next/headers";
import { cache } from "react";
import type messages from "../messages/en.json";
import { isLocale, type Locale, localeCookie, negotiateLocale } from "./locales.ts";

export type Messages = typeof messages;

/** The chosen language (cookie), else the best one the browser asks for. */
export const requestLocale = cache(async (): Promise<Locale> => {
  const chosen = (await cookies()).get(localeCookie)?.value;
  return isLocale(chosen) ? chosen : negotiateLocale((await headers()).get("accept-language"));
});

/** All messages of a language. */
export async function loadMessages(locale: Locale): Promise<Messages> {
  switch (locale) {
    case "zh-Hant":
      return (await import("../messages/zh-Hant.json")).default;
    case "zh-Hans":
      return (await import("../messages/zh-Hans.json")).default;
    case "ru":
      return (await import("../messages/ru.json")).default;
    case "en":
      return (await import("../messages/en.json")).default;
  }
}
