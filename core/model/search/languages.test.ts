import assert from "node:assert/strict";
import { findLanguage } from "./languages.ts";
import { toUnits } from "./units.ts";

describe("findLanguage", function () {
  const cases: [string, string | null][] = [
    ["the cat sat on the mat", "en"],
    ["Ich habe das nicht gewusst und du auch nicht", "de"],
    ["je ne sais pas pourquoi il est là avec nous", "fr"],
    ["no lo sé, pero hay que ver todo esto", "es"],
    ["не знаю, что это", "ru"],
    ["що це таке і навіщо", "uk"],
    ["今天天气很好", "zh"],
    ["今日は天気がいい lol", "ja"],
    ["안녕하세요 여러분", "ko"],
    ["สวัสดีครับ", "th"],
    ["שלום לכולם", "he"],
    ["xkcd 123 😀", null],
    ["", null],
  ];
  for (const [text, tag] of cases) {
    it(`takes “${text}” for ${tag ?? "none it knows"}`, function () {
      assert.equal(findLanguage(toUnits(text)), tag);
    });
  }
});
