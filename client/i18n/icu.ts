/** Reading ICU messages: what they take and which plural forms they have. Pure. */
import { type MessageFormatElement, parse, TYPE } from "@formatjs/icu-messageformat-parser";

/** The names a message takes: its arguments and rich-text tags, each once, sorted. Throws on what is no message. */
export function placeholdersOf(message: string): string[] {
  const names = new Set<string>();
  for (const element of everyElement(parse(message))) {
    if (element.type === TYPE.tag) names.add(`<${element.value}>`);
    else if (element.type !== TYPE.literal && element.type !== TYPE.pound) names.add(element.value);
  }
  return [...names].sort();
}

/** The branches of each plural in a message, such as `one`, `other` or `=0`. */
export function pluralsOf(message: string): string[][] {
  const plurals: string[][] = [];
  for (const element of everyElement(parse(message))) {
    if (element.type === TYPE.plural) plurals.push(Object.keys(element.options));
  }
  return plurals;
}

/** All parts of a message, those inside branches and tags included. */
function* everyElement(elements: MessageFormatElement[]): Generator<MessageFormatElement> {
  for (const element of elements) {
    yield element;
    if (element.type === TYPE.tag) yield* everyElement(element.children);
    if (element.type === TYPE.plural || element.type === TYPE.select) {
      for (const { value } of Object.values(element.options)) yield* everyElement(value);
    }
  }
}
