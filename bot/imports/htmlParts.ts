/** Exports in HTML become parts: the elements of a page in their order, what stands around the messages among them. */
import type { ExportPart, ImportPlace } from "./export.ts";
import { PartBuilder } from "./partBuilder.ts";
import { ExportError } from "./read/exportError.ts";
import type { ExportFile } from "./read/exportFile.ts";
import { type HtmlElement, readElements } from "./read/html.ts";

/** How a format's page is read; made for one file, and called in the order of its elements. */
export interface HtmlPage {
  /** Elements that are looked at, each with all that is in it. */
  isWanted: Parameters<typeof readElements>[1];
  /** The element with which the messages end. */
  isEnd: Parameters<typeof readElements>[2];
  /** Takes in what is no message, and says that it was none. Throws ExportError for a message that no reader can use. */
  takeAround(element: HtmlElement, place: string): boolean;
  /** Where the messages stand: asked once, at the first. Throws ExportError. */
  findPlace(place: string): ImportPlace | Promise<ImportPlace>;
  /** Adds a message and what belongs to it. Throws ItemError for what cannot be kept. */
  add(builder: PartBuilder, element: HtmlElement): void;
}

/** The parts of a page; after a flaw, what stood before it. */
export async function* readHtmlParts(file: ExportFile, page: HtmlPage): AsyncGenerator<ExportPart> {
  let builder: PartBuilder | null = null;
  let offset = 0;
  try {
    for await (const found of readElements(file.open(), page.isWanted, page.isEnd)) {
      offset = found.offset;
      const { element, place } = found;
      if (page.takeAround(element, place)) continue;
      builder ??= new PartBuilder({ place: await page.findPlace(place), exportedAt: null });
      const gathered = builder;
      gathered.attempt(place, () => page.add(gathered, element));
      if (builder.isFull) yield builder.take(offset);
    }
  } catch (error) {
    if (builder && error instanceof ExportError) yield builder.take(offset);
    throw error;
  }
  if (builder) yield builder.take(offset);
}
