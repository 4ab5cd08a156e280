import { arabic } from "./ar.ts";
import { type Corpus, compileCorpus } from "./corpus.ts";
import { english } from "./en.ts";
import { japanese } from "./ja.ts";
import { russian } from "./ru.ts";
import { simplifiedChinese } from "./zh-hans.ts";
import { traditionalChinese } from "./zh-hant.ts";

export type Language = "en" | "zh-Hant" | "zh-Hans" | "ja" | "ru" | "ar";

/** Every language's texts, ready to use. */
export const corpora: Record<Language, Corpus> = {
  en: compileCorpus(english),
  "zh-Hant": compileCorpus(traditionalChinese),
  "zh-Hans": compileCorpus(simplifiedChinese),
  ja: compileCorpus(japanese),
  ru: compileCorpus(russian),
  ar: compileCorpus(arabic),
};
