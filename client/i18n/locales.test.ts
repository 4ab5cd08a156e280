import assert from "node:assert/strict";
import { negotiateLocale } from "./locales.ts";

describe("negotiateLocale", function () {
  const cases: [string | null, string][] = [
    ["zh-TW,zh;q=0.9,en;q=0.8", "zh-Hant"],
    ["zh-Hant-HK", "zh-Hant"],
    ["zh-CN,zh;q=0.9", "zh-Hans"],
    ["zh", "zh-Hans"],
    ["ru-RU,ru;q=0.9,en;q=0.8", "ru"],
    ["de-DE,de;q=0.9,ru;q=0.5,en;q=0.7", "en"],
    ["en;q=0, ru", "ru"],
    ["de, fr", "en"],
    [null, "en"],
    [";;,q=,", "en"],
  ];
  for (const [header, locale] of cases) {
    it(`reads ${header} as ${locale}`, function () {
      assert.equal(negotiateLocale(header), locale);
    });
  }
});
