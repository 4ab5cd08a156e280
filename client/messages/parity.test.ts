import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { placeholdersOf, pluralsOf } from "../i18n/icu.ts";
import { locales } from "../i18n/locales.ts";

type Catalogue = Map<string, string>;

/** A language's messages by their dotted keys. */
function readCatalogue(locale: string): Catalogue {
  const entries: [string, string][] = [];
  const walk = (value: object, path: string) => {
    for (const [key, inner] of Object.entries(value)) {
      if (typeof inner === "string") entries.push([path + key, inner]);
      else walk(inner as object, `${path}${key}.`);
    }
  };
  walk(JSON.parse(readFileSync(new URL(`./${locale}.json`, import.meta.url), "utf8")) as object, "");
  return new Map(entries);
}

/** The plural categories each language needs for whole numbers (CLDR); a branch for an exact number may replace one. */
const categoriesOf: Record<string, string[]> = {
  en: ["one", "other"],
  "zh-Hant": ["other"],
  "zh-Hans": ["other"],
  ru: ["one", "few", "many", "other"],
};

describe("messages", function () {
  const english = readCatalogue("en");

  for (const locale of locales) {
    const catalogue = readCatalogue(locale);

    it(`has the same messages in ${locale} as in English`, function () {
      assert.deepEqual([...catalogue.keys()].sort(), [...english.keys()].sort());
    });

    it(`takes the same placeholders in ${locale} as in English`, function () {
      for (const [key, message] of catalogue) {
        assert.deepEqual(placeholdersOf(message), placeholdersOf(english.get(key) ?? ""), `${locale} ${key}`);
      }
    });

    it(`has every plural form that ${locale} needs`, function () {
      for (const [key, message] of catalogue) {
        for (const branches of pluralsOf(message)) {
          for (const category of categoriesOf[locale] ?? []) {
            assert.ok(branches.includes(category), `${locale} ${key}: no branch "${category}"`);
          }
        }
      }
    });

    if (locale !== "en") {
      it(`leaves nothing in English in ${locale}`, function () {
        // Names, signs and pure placeholders are the same in every language.
        const same = [...catalogue].filter(
          ([key, message]) => message === english.get(key) && /[a-z]{3}/.test(message),
        );
        assert.deepEqual(
          same.filter(
            ([, message]) =>
              !/^(Backscroll|JSON Lines|Parquet|\{host\} · \{pid\}|≥ \{amount\})$/.test(message),
          ),
          [],
        );
      });
    }
  }

  it("calls starting a fetch what the original manuals call it", function () {
    assert.equal(readCatalogue("zh-Hant").get("fetch.start"), "開始提取");
  });
});
