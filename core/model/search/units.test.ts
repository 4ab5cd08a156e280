import assert from "node:assert/strict";
import { longestWord, toUnits } from "./units.ts";

const texts = (text: string) => toUnits(text).map((unit) => unit.text);

describe("toUnits", function () {
  const cases: [what: string, text: string, units: string[]][] = [
    ["case and accents", "Héllo WÖRLD Ñandú", ["hello", "world", "nandu"]],
    [
      "letters that people type as others",
      "Straße Øre łódź Œuvre İstanbul ısı",
      ["strasse", "ore", "lodz", "oeuvre", "istanbul", "isi"],
    ],
    ["Cyrillic, in which й is a letter of its own", "Мой ЁЛКА Київ", ["мой", "елка", "киів"]],
    ["Hebrew points and Arabic vowels", "שָׁלוֹם مُحَمَّد", ["שלום", "محمد"]],
    ["width and ligatures", "ＨＥＬＬＯ ﬁne ｶﾞﾗｽ", ["hello", "fine", "ガ", "ラ", "ス"]],
    ["decomposed letters", "e\u0301te\u0301 か\u3099", ["ete", "が"]],
    [
      "characters of Han, kana, Hangul and Thai one by one",
      "你好ガラス한국ไทย",
      ["你", "好", "ガ", "ラ", "ス", "한", "국", "ไ", "ท", "ย"],
    ],
    ["repetition and length marks", "々ー〇", ["々", "ー", "〇"]],
    ["scripts beside one another", "LINEで食べるok", ["line", "で", "食", "べ", "る", "ok"]],
    [
      "emoji beside words, without skin, joiners and variation",
      "hi😀you 👍🏽 👨‍👩‍👧 ❤️",
      ["hi", "😀", "you", "👍", "👨", "👩", "👧", "❤"],
    ],
    ["flags as pairs", "🇷🇺🇺🇸", ["🇷🇺", "🇺🇸"]],
    [
      "signs beside words",
      "Acme™ m² ①apple ½cup 1️⃣",
      ["acme", "™", "m", "2", "1", "apple", "1", "2", "cup", "1"],
    ],
    ["what cannot be seen", "soft\u00adhyphen zero\u200bwidth \u202eabc", ["softhyphen", "zerowidth", "abc"]],
    [
      "links and numbers in their parts",
      "https://Example.com/a_b?x=1,000.5",
      ["https", "example", "com", "a", "b", "x", "1", "000", "5"],
    ],
    ["nothing in punctuation", " !?… — \n\t", []],
    ["half of a character", "\ud83d abc \udc00", ["abc"]],
  ];
  for (const [what, text, expected] of cases) {
    it(`sees ${what}`, function () {
      assert.deepEqual(texts(text), expected);
    });
  }
  it("knows where each stood", function () {
    const text = "Ça ﬁnit 😀 ที่";
    assert.deepEqual(
      toUnits(text).map(({ start, end }) => text.slice(start, end)),
      ["Ça", "ﬁnit", "😀", "ที่", "ที่", "ที่"],
    );
  });
  it("answers the same for every way a text can be composed", function () {
    for (const text of ["Ångström Приве́т が한국어", "Việt Nam đẹp", "İÎì ǅ"]) {
      for (const form of ["NFC", "NFD", "NFKC", "NFKD"])
        assert.deepEqual(texts(text.normalize(form)), texts(text), form);
      assert.deepEqual(texts(text.toUpperCase()), texts(text.toLowerCase()));
    }
  });
  it("compares words without end by their beginning, and takes time in proportion", function () {
    assert.equal(texts("x".repeat(100_000))[0]?.length, longestWord);
    assert.equal(toUnits(`${"а\u0301".repeat(50_000)} ${"😀".repeat(50_000)}`).length, 50_001);
  });
});
