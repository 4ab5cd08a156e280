/** The console in a language 40 % longer than English: finds what has no room for its words. */
import { readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { type MessageFormatElement, parse, TYPE } from "@formatjs/icu-messageformat-parser";
import type { Page } from "playwright-core";

/**
 * Makes the console's own words longer where they stand on the page; names, numbers and times stay as they are.
 * Waits for React to have taken over the server's text, which it would find changed. Resolves to how many pieces of
 * text were changed. React may write its own words again: look at once.
 */
export async function lengthenWords(page: Page): Promise<number> {
  // Asked again from here: a look that the page repeats by itself is evaluated there, which its policy forbids.
  for (const endMs = performance.now() + takenOverMs; performance.now() < endMs; await sleep(100)) {
    const changed = await page.evaluate<number>(lengthening());
    if (changed > 0) return changed;
  }
  throw new Error(`React did not take over ${page.url()} within ${takenOverMs / 1_000} s`);
}

/** How long React may take for a page on a busy machine. */
const takenOverMs = 30_000;

/** Runs in the page. In pieces of a word's length: one long run of filler could never wrap, as no real language does. */
const lengthening = () => `(() => {
  const isOurs = new RegExp(${JSON.stringify(ownWords())});
  const filler = " ~~~~~~~~~~~~";
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const nodes = [];
  while (walker.nextNode()) {
    const node = walker.currentNode;
    if (isOurs.test(node.nodeValue.trim()) && !node.parentElement.closest("script, style")) nodes.push(node);
  }
  const isTaken = (node) => Object.keys(node.parentElement).some((key) => key.startsWith("__reactFiber"));
  if (!nodes.every(isTaken)) return 0;
  for (const node of nodes) {
    const extra = Math.ceil(node.nodeValue.trim().length * 0.4);
    node.nodeValue += filler.repeat(Math.ceil(extra / filler.length)).slice(0, extra);
  }
  return nodes.length;
})()`;

/** What a text is compared with: each message of the English catalogue, "anything" where an argument stands. */
const ownWords = () => `^(?:${catalogueTexts().map(patternOf).filter(hasWords).join("|")})$`;

/** Every message, and every stretch between the tags of one: each becomes a text of its own on the page. */
function catalogueTexts(): MessageFormatElement[][] {
  const file = new URL("../../client/messages/en.json", import.meta.url);
  return messagesIn(JSON.parse(readFileSync(file, "utf8"))).flatMap((message) => stretches(parse(message)));
}

const messagesIn = (value: unknown): string[] =>
  typeof value === "string" ? [value] : Object.values(value as object).flatMap(messagesIn);

function stretches(elements: MessageFormatElement[]): MessageFormatElement[][] {
  const found: MessageFormatElement[][] = [[]];
  for (const element of elements) {
    if (element.type === TYPE.tag) found.push(...stretches(element.children), []);
    else found.at(-1)?.push(element);
  }
  return found.filter((stretch) => stretch.length > 0);
}

function patternOf(elements: MessageFormatElement[]): string {
  const parts = elements.map((element) => {
    if (element.type === TYPE.literal)
      return element.value.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
    if (element.type === TYPE.plural || element.type === TYPE.select) {
      return `(?:${Object.values(element.options)
        .map(({ value }) => patternOf(value))
        .join("|")})`;
    }
    return ".*";
  });
  return parts.join("").trim();
}

/** Without two letters of its own a pattern would match any name or number. */
const hasWords = (source: string) => /[a-z]{2}/i.test(source);
