/** Which language a message seems to be in: by its script, for Latin letters by its commonest words. Pure. */
import type { Unit } from "./units.ts";

export const languageTags = [
  "ar",
  "de",
  "el",
  "en",
  "es",
  "fr",
  "he",
  "hi",
  "it",
  "ja",
  "ko",
  "nl",
  "pl",
  "pt",
  "ru",
  "th",
  "tr",
  "uk",
  "vi",
  "zh",
] as const;
export type LanguageTag = (typeof languageTags)[number];

const scripts: readonly (readonly [LanguageTag, RegExp])[] = [
  ["ja", /[\p{Script=Hiragana}\p{Script=Katakana}]/u],
  ["ko", /\p{Script=Hangul}/u],
  ["zh", /\p{Script=Han}/u],
  ["th", /\p{Script=Thai}/u],
  ["ar", /\p{Script=Arabic}/u],
  ["he", /\p{Script=Hebrew}/u],
  ["el", /\p{Script=Greek}/u],
  ["hi", /\p{Script=Devanagari}/u],
  ["ru", /\p{Script=Cyrillic}/u],
];
/** Letters that Russian does not have; ї is folded to і. */
const ukrainian = /[ієґ]/;

const latinLetter = /[a-z]/;

/** Words that make up much of what is said, folded, in each language; those of several say little and are left out of some. */
const common: Readonly<Record<string, string>> = {
  en: "the and you that this with for not are was have what but it is of to my we they just like so if can your do don how would there from all get be im its i",
  de: "und der das ist nicht ich du wir die mit auf fur aber wie auch noch ein eine sich dem den mal schon wenn oder hat es zu so nur ja",
  fr: "le les des est pas une que qui dans pour vous nous je tu il mais avec sur c ce on ne et sont plus tout fait bien ca la",
  es: "el los las que es por una con para como pero mas esta no si lo se yo muy hay todo ya del cuando tambien porque",
  pt: "que nao uma com para mas voce isso os as um eu ele ela muito tem mais esta bem por aqui tudo ja foi do da em",
  it: "che non per una con sono il gli della di ma come questo anche piu ho mi ti ci si cosa quando sei e hai",
  nl: "het een van dat niet ik je en maar ook voor met zijn wat er nog wel heb op die deze naar dan als of ben",
  pl: "nie jest sie na to ze jak ale co tak juz czy mnie tylko po byl od za mam ja ten dla jestem i w z",
  tr: "bir ve bu icin ne ama cok da de mi ben sen var yok gibi daha degil olan evet hayir o ile",
  vi: "la khong co va cua cho toi ban nay duoc mot nhung nguoi thi voi cung roi gi di lam ma o",
};
const commonOf = new Map<string, LanguageTag[]>();
for (const [tag, words] of Object.entries(common)) {
  for (const word of words.split(" "))
    commonOf.set(word, [...(commonOf.get(word) ?? []), tag as LanguageTag]);
}

/** Whether a folded word is among those that make up much of what is said in some language. */
export const isCommonWord = (word: string): boolean => commonOf.has(word);

/** The language of what these units were, or null where nothing tells. */
export function findLanguage(units: readonly Unit[]): LanguageTag | null {
  let latin = 0;
  const byScript = new Map<LanguageTag, number>();
  const votes = new Map<LanguageTag, number>();
  let isUkrainian = false;
  for (const { text } of units) {
    const tag = scriptOf(text);
    if (tag) {
      byScript.set(tag, (byScript.get(tag) ?? 0) + 1);
      isUkrainian ||= tag === "ru" && ukrainian.test(text);
      continue;
    }
    if (!latinLetter.test(text)) continue;
    latin++;
    const speakers = commonOf.get(text) ?? [];
    for (const speaker of speakers) votes.set(speaker, (votes.get(speaker) ?? 0) + 1 / speakers.length);
  }
  const [written, count] = most(byScript);
  if (written && count >= latin) {
    // Any kana makes it Japanese; without, Han letters are Chinese.
    if (written === "zh" && (byScript.get("ja") ?? 0) > 0) return "ja";
    return written === "ru" && isUkrainian ? "uk" : written;
  }
  const [spoken, weight, second] = most(votes);
  return spoken && weight > second ? spoken : null;
}

/** By a word's first character; more costs memory, fewer costs nine looks. */
const rememberedScripts = 20_000;
const scriptsOfChars = new Map<number, LanguageTag | null>();

/** By its first character: what stands in one word is of one script, but for a few. */
function scriptOf(text: string): LanguageTag | null {
  if (text < "\u0370") return null; // begins with a Latin letter or a digit
  const first = text.codePointAt(0) as number;
  let tag = scriptsOfChars.get(first);
  if (tag === undefined) {
    const char = String.fromCodePoint(first);
    tag = scripts.find(([, pattern]) => pattern.test(char))?.[0] ?? null;
    if (scriptsOfChars.size >= rememberedScripts) scriptsOfChars.clear();
    scriptsOfChars.set(first, tag);
  }
  return tag;
}

function most(counts: ReadonlyMap<LanguageTag, number>): [LanguageTag | null, number, number] {
  const sorted = [...counts].sort(([, a], [, b]) => b - a);
  return [sorted[0]?.[0] ?? null, sorted[0]?.[1] ?? 0, sorted[1]?.[1] ?? 0];
}
