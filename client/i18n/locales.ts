/** The languages of the console and which of them a browser asks for. Pure. */

/** Languages people can choose, in the order of the menu. */
export const locales = ["en", "zh-Hant", "zh-Hans", "ru"] as const;
export type Locale = (typeof locales)[number];

export const localeCookie = "locale";

/** What a language is called in itself: shown untranslated, so that people find their own. */
export const localeNames: Record<Locale, string> = {
  en: "English",
  "zh-Hant": "繁體中文",
  "zh-Hans": "简体中文",
  ru: "Русский",
};

export const isLocale = (value: unknown): value is Locale => locales.includes(value as Locale);

const matchTag = (tag: string): Locale | null => {
  const lower = tag.toLowerCase();
  if (/^zh\b.*\b(hant|tw|hk|mo)\b/.test(lower)) return "zh-Hant";
  if (/^zh\b/.test(lower)) return "zh-Hans";
  if (/^ru\b/.test(lower)) return "ru";
  if (/^en\b/.test(lower)) return "en";
  return null;
};

/** The best language for an Accept-Language header; English when it names none of ours. */
export function negotiateLocale(acceptLanguage: string | null): Locale {
  const wanted = (acceptLanguage ?? "")
    .split(",")
    .map((part) => {
      const [tag = "", ...parameters] = part.trim().split(";");
      const quality = parameters.map((p) => /^\s*q=([\d.]+)\s*$/.exec(p)?.[1]).find((q) => q !== undefined);
      return { tag, quality: quality === undefined ? 1 : Number(quality) };
    })
    .filter(({ quality }) => quality > 0)
    .sort((a, b) => b.quality - a.quality);
  for (const { tag } of wanted) {
    const locale = matchTag(tag);
    if (locale) return locale;
  }
  return "en";
}
