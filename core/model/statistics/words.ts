/** Which words are said how often, in any language. Pure. */
import { findLanguage, isCommonWord, type LanguageTag } from "../search/languages.ts";
import { toPlain } from "../search/messageTexts.ts";
import { toUnits } from "../search/units.ts";

export interface WordCount {
  word: string;
  count: number;
}

/** Words that say little, beyond those by which languages are recognised. */
const quiet = new Set(
  `the and you that this with are was not have just like get got one about out up who when then them too also more very
  и в не на я что он с это а как то ты но мы к у по же за так все из от бы да мне о вы еще для нет его только меня было если они или
  уже может вот там когда есть до быть был чтобы была ну тоже этот теперь себя
  的 了 是 我 你 他 她 它 们 我们 你们 他们 在 有 和 就 不 人 都 一 一个 一個 上 也 很 到 说 說 要 去 会 會 着 没有 沒有 看 好 自己 这 這 那
  这个 這個 那个 那個 什么 什麼 可以 吗 嗎 吧 啊 呢 嗯 哦 还 還 因为 因為 所以 但是 如果 没 沒 把 被 给 給 跟 对 對 再 又 让 讓 从 從
  の に は を た が で て と し れ さ ある いる も する から な こと として い や など なっ ない この ため その あっ よう です ます だ
  http https www com`
    .split(/\s+/)
    .filter((word) => word !== ""),
);

let segmenter: Intl.Segmenter | undefined;
/** Scripts written without spaces. */
const dense = /[\p{scx=Han}\p{scx=Hira}\p{scx=Kana}\p{scx=Thai}\p{scx=Laoo}\p{scx=Khmr}\p{scx=Mymr}]/u;
/** Characters of such scripts that are cut into words at most: some 40 ms. */
const mostDense = 12_000;

/** The words of texts and how many texts say each, most first; and the languages of the texts. */
export function countWords(
  texts: readonly string[],
  most: number,
): { words: WordCount[]; languages: { language: LanguageTag | "other"; count: number }[] } {
  const counts = new Map<string, number>();
  const languages = new Map<LanguageTag | "other", number>();
  let denseLeft = mostDense;
  for (const text of texts) {
    const plain = toPlain(text)
      .replace(/https?:\/\/\S+/g, " ")
      .slice(0, 2_000);
    const units = toUnits(plain);
    const language = findLanguage(units) ?? "other";
    languages.set(language, (languages.get(language) ?? 0) + 1);
    const said = new Set<string>();
    for (const { text: word, isDense } of units) if (!isDense && isTelling(word)) said.add(word);
    if (dense.test(plain) && denseLeft > 0) {
      denseLeft -= plain.length;
      segmenter ??= new Intl.Segmenter("zh", { granularity: "word" });
      for (const { segment, isWordLike } of segmenter.segment(plain))
        if (isWordLike && dense.test(segment) && segment.length > 1 && !quiet.has(segment)) said.add(segment);
    }
    for (const word of said) counts.set(word, (counts.get(word) ?? 0) + 1);
  }
  const byCount = <Row extends { count: number }>(a: Row, b: Row) => b.count - a.count;
  return {
    words: [...counts]
      .map(([word, count]) => ({ word, count }))
      .filter(({ count }) => count > 1 || counts.size < most)
      .sort((a, b) => b.count - a.count || (a.word < b.word ? -1 : 1))
      .slice(0, most),
    languages: [...languages].map(([language, count]) => ({ language, count })).sort(byCount),
  };
}

const isTelling = (word: string) =>
  word.length > 2 && /\p{L}/u.test(word) && !quiet.has(word) && !isCommonWord(word);
