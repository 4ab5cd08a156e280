/** Text as people search it. Pure. */

/** Without case, width and accents: "Ｃａｆé" and "cafe" are the same. */
const fold = (text: string): string =>
  text
    .normalize("NFKD")
    .replace(/\p{Mark}/gu, "")
    .toLowerCase();

/** Whether every word of `query` stands somewhere in `text`. Nothing asked matches everything. */
export function matches(text: string, query: string): boolean {
  const folded = fold(text);
  return fold(query)
    .split(/\s+/)
    .every((word) => folded.includes(word));
}
