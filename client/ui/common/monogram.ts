/** Initials and a colour for a server. Pure. */

/** At most two letters (one for scripts without spaces), and a hue from 0 to 359 that follows from the id. */
export function monogram(id: string, name: string): { letters: string; hue: number } {
  const words = name.split(/[\s\-_/·]+/u).filter((word) => /[\p{L}\p{N}]/u.test(word));
  const initial = (word: string) => /[\p{L}\p{N}]/u.exec(word)?.[0].toUpperCase() ?? "";
  const first = initial(words[0] ?? "");
  const isWide = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/u.test(first);
  const letters = isWide || words.length < 2 ? first : first + initial(words[1] as string);
  const hue = Number(BigInt.asUintN(64, BigInt(id) * 2_654_435_761n) % 360n);
  return { letters: letters || "?", hue };
}
