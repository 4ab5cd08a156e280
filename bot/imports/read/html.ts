/**
 * Reads HTML of any size piece by piece: the elements that are wanted come one by one, each a small tree, all else passes by.
 * HTML that is not well formed is read as browsers would (htmlparser2).
 */
import { Parser } from "htmlparser2";
import { createBreath } from "./breath.ts";
import { ExportError, spot } from "./exportError.ts";
import { limits } from "./limits.ts";

export interface HtmlElement {
  tag: string;
  attributes: Readonly<Record<string, string>>;
  children: (HtmlElement | string)[];
}

export interface FoundElement {
  element: HtmlElement;
  place: string;
  /** Bytes read by then, to the nearest chunk. */
  offset: number;
}

type Wanted = (tag: string, attributes: Readonly<Record<string, string>>) => boolean;

/**
 * The wanted elements in their order; what is wanted within one that is wanted stays part of it. `isEnd`: what the file ends
 * with. Throws ExportError where it ends before that, and for what is deeper or longer than any export's.
 */
export async function* readElements(
  chunks: AsyncIterable<Buffer>,
  wanted: Wanted,
  isEnd: Wanted,
): AsyncGenerator<FoundElement> {
  const decoder = new TextDecoder();
  const breath = createBreath();
  const open: HtmlElement[] = [];
  let found: HtmlElement[] = [];
  let offset = 0;
  let line = 1;
  let length = 0;
  let isWhole = false;
  let quietBytes = 0;
  const place = () => spot(offset, line);
  const parser = new Parser(
    {
      onopentag(tag, attributes) {
        quietBytes = 0;
        if (open.length === 0) {
          isWhole ||= isEnd(tag, attributes);
          if (!wanted(tag, attributes)) return;
          length = 0;
        }
        const element: HtmlElement = { tag, attributes, children: [] };
        open.at(-1)?.children.push(element);
        open.push(element);
        for (const value of Object.values(attributes)) length += value.length;
        if (open.length > limits.depth)
          throw new ExportError("too_deep", place(), `It is nested deeper than ${limits.depth} levels.`);
      },
      ontext(text) {
        quietBytes = 0;
        length += text.length;
        open.at(-1)?.children.push(text);
      },
      onclosetag(tag, isImplied) {
        quietBytes = 0;
        if (tag === "html" && !isImplied) isWhole = true;
        const element = open.pop();
        if (element && open.length === 0) found.push(element);
      },
    },
    { decodeEntities: true, lowerCaseTags: true },
  );
  for await (const chunk of chunks) {
    offset += chunk.length;
    quietBytes += chunk.length;
    const text = decoder.decode(chunk, { stream: true });
    parser.write(text);
    for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) line++;
    const ready = found;
    found = [];
    for (const element of ready) {
      const pause = breath();
      if (pause) await pause;
      yield { element, place: place(), offset };
    }
    if (length > limits.itemBytes || quietBytes > limits.itemBytes)
      throw new ExportError("too_long", place(), `Here is an item of more than ${limits.itemBytes} bytes.`);
  }
  if (!isWhole || open.length > 0)
    throw new ExportError("truncated", place(), "The file ends in the middle.");
}

export const hasClass = (attributes: Readonly<Record<string, string>>, name: string): boolean =>
  (attributes.class ?? "").split(/\s+/).includes(name);

/** The first element below that has one of the classes; null when there is none. `within` is passed over. */
export function findByClass(
  element: HtmlElement,
  names: readonly string[],
  except?: string,
): HtmlElement | null {
  for (const found of eachByClass(element, names, except)) return found;
  return null;
}

/** All elements below that have one of the classes, in their order; those within one of class `except` are left out. */
export function* eachByClass(
  element: HtmlElement,
  names: readonly string[],
  except?: string,
): Generator<HtmlElement> {
  for (const child of element.children) {
    if (typeof child === "string" || (except !== undefined && hasClass(child.attributes, except))) continue;
    if (names.some((name) => hasClass(child.attributes, name))) yield child;
    yield* eachByClass(child, names, except);
  }
}

/** All its text, as it stands. */
export const textOf = (element: HtmlElement | null): string =>
  element
    ? element.children
        .map((child) => (typeof child === "string" ? child : child.tag === "br" ? "\n" : textOf(child)))
        .join("")
    : "";

/** The same with its edges trimmed: markup is indented. */
export const wordsOf = (element: HtmlElement | null): string => textOf(element).trim();
