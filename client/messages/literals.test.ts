import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const clientDirectory = fileURLToPath(new URL("..", import.meta.url));

/** Text between tags, and attributes that people read. Signs, numbers and names of keys are no words. */
const textNode = />\s*([^<>{}=;()]*\p{L}{2,}[^<>{}=;()]*?)\s*</gu;
const spokenAttribute = /\b(?:aria-label|title|placeholder|label|description|alt)="([^"]*\p{L}{2,}[^"]*)"/gu;

/** Shown before any language is known (global-error.tsx), or the same in every language. */
const allowed = new Set(["Backscroll", "Ctrl K"]);

/** JSX without comments, types and code, roughly: what is left between `>` and `<` is text. */
const strip = (source: string) =>
  source
    .replace(/\/\*[\s\S]*?\*\//g, "")
    .replace(/^\s*\/\/.*$/gm, "")
    .replace(/=>/g, "");

describe("components", function () {
  const files = ["app", "features", "ui"].flatMap((folder) =>
    readdirSync(`${clientDirectory}/${folder}`, { recursive: true, encoding: "utf8" })
      .filter((name) => name.endsWith(".tsx"))
      .map((name) => `${folder}/${name}`),
  );
  for (const file of files) {
    it(`${file} has no words of its own`, function () {
      const source = strip(readFileSync(`${clientDirectory}/${file}`, "utf8"));
      const found = [...source.matchAll(textNode), ...source.matchAll(spokenAttribute)].map(([, text = ""]) =>
        text.trim(),
      );
      assert.deepEqual(
        found.filter((text) => !allowed.has(text) && !/[|&]|\bextends\b|^\w+,\s*\w+$/.test(text)),
        [],
      );
    });
  }
});
