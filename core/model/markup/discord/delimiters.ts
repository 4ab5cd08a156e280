/**
 * Where marks can end. Discord's client finds the end of `**` and the like by a regular expression per beginning, which
 * takes quadratic time for thousands of beginnings without an end. Here every mark of the text is noted once, so that
 * each beginning finds its end, or learns that there is none, in logarithmic time. Pure.
 */

/** Equal marks in a row: [from, to). */
interface Run {
  from: number;
  to: number;
}

const backslash = 92;

export class Delimiters {
  readonly #text: string;
  readonly #stars: RunIndex;
  readonly #underscores: RunIndex;
  readonly #ticks: readonly Run[];
  readonly #tildes: readonly number[];
  readonly #bars: readonly number[];
  readonly #fences: readonly number[];
  /** Matching brackets: place of `[` → of its `]`, of `(` → of its `)`. */
  readonly #partners: ReadonlyMap<number, number>;

  constructor(text: string) {
    this.#text = text;
    const isEscaped = escapesOf(text);
    const isWord = (at: number) => /[A-Za-z0-9_]/.test(text[at] ?? " ");
    this.#stars = new RunIndex(
      runsOf(text, "*", isEscaped),
      // A single star after a space opens a list or stands for itself; emphasis does not go on beyond it.
      ({ from, to }) => to - from > 1 || !/\s/.test(text[from - 1] ?? ""),
    );
    this.#underscores = new RunIndex(runsOf(text, "_", isEscaped), (_run, end) => !isWord(end));
    this.#ticks = runsOf(text, "`", null);
    this.#tildes = placesOf(text, "~~").filter((at) => text[at + 2] !== "_");
    this.#bars = placesOf(text, "||");
    this.#fences = placesOf(text, "```");
    this.#partners = partnersOf(text, isEscaped);
  }

  /** Where the `**` or `__` closes that was opened before `from`; null when it does not before `end`. */
  doubleEnd(mark: "*" | "_", from: number, end: number): number | null {
    return (mark === "*" ? this.#stars : this.#underscores).doubleEnd(from, end);
  }

  /** Where the `*` or `_` closes that was opened before `from`; null when it does not before `end`. */
  singleEnd(mark: "*" | "_", from: number, end: number): number | null {
    if (mark === "*" && /\s/.test(this.#text[from] ?? " ")) return null;
    return (mark === "*" ? this.#stars : this.#underscores).singleEnd(from, end);
  }

  /** Where `~~`, `||` or a fence closes that was opened before `from`, with at least one character between. */
  pairEnd(mark: "~~" | "||" | "```", from: number, end: number): number | null {
    const places = mark === "~~" ? this.#tildes : mark === "||" ? this.#bars : this.#fences;
    const place = places[firstFrom(places.length, (i) => (places[i] as number) > from)];
    if (place !== undefined && place + mark.length <= end) return place;
    // An underscore keeps tildes from closing, unless the text ends between them.
    return mark === "~~" && end - 2 > from && this.#text.startsWith(mark, end - 2) ? end - 2 : null;
  }

  /**
   * The code that backticks at `at` open: its text between [from, to) and how many ticks surround it. As many as can be,
   * fewer where only fewer are closed; null when none are.
   */
  code(at: number, end: number): { from: number; to: number; ticks: number } | null {
    const opened = Math.min(this.tickRun(at), end - at);
    const ahead = firstFrom(this.#ticks.length, (i) => (this.#ticks[i] as Run).from > at);
    let best: Run | null = null;
    for (let i = ahead; i < this.#ticks.length; i++) {
      const run = this.#ticks[i] as Run;
      const length = Math.min(run.to, end) - run.from;
      if (length <= 0) break;
      if (length > opened || (best && length <= best.to - best.from)) continue;
      best = { from: run.from, to: run.from + length };
      if (length === opened) break;
    }
    return best && { from: at + (best.to - best.from), to: best.from, ticks: best.to - best.from };
  }

  /** How many backticks stand at `at` in a row. */
  tickRun(at: number): number {
    const run = this.#ticks[firstFrom(this.#ticks.length, (i) => (this.#ticks[i] as Run).to > at)];
    return run && run.from <= at ? run.to - at : 0;
  }

  /** The bracket that closes the one at `at`; null when none does before `end`. */
  partner(at: number, end: number): number | null {
    const partner = this.#partners.get(at);
    return partner !== undefined && partner < end ? partner : null;
  }
}

/** Runs of one mark, and which of them can close something. */
class RunIndex {
  readonly #runs: readonly Run[];
  /** Positions in #runs of those of two or more, and of those with an odd number. */
  readonly #doubles: readonly number[];
  readonly #odds: readonly number[];
  readonly #closesSingle: (run: Run, end: number) => boolean;

  constructor(runs: readonly Run[], closesSingle: (run: Run, end: number) => boolean) {
    this.#runs = runs;
    this.#doubles = runs.flatMap(({ from, to }, i) => (to - from >= 2 ? i : []));
    this.#odds = runs.flatMap(({ from, to }, i) => ((to - from) % 2 === 1 ? i : []));
    this.#closesSingle = closesSingle;
  }

  /** The last two of the first run that has two, with something before them. */
  doubleEnd(from: number, end: number): number | null {
    const own = this.#runAt(from);
    if (own) {
      const to = Math.min(own.to, end);
      if (to - from >= 3) return to - 2;
      from = to;
    }
    const place =
      this.#doubles[firstFrom(this.#doubles.length, (i) => this.#at(this.#doubles, i).from >= from)];
    const run = place === undefined ? undefined : this.#runs[place];
    if (!run || run.from + 2 > end) return null;
    return Math.min(run.to, end) - 2;
  }

  /**
   * Pairs of the mark belong to what stands between; the first run with an odd number decides: its last one closes, or
   * nothing does.
   */
  singleEnd(from: number, end: number): number | null {
    const own = this.#runAt(from);
    if (own) {
      const to = Math.min(own.to, end);
      if ((to - from) % 2 === 1) return to - from >= 3 && this.#closes({ from, to }, end) ? to - 1 : null;
      from = to;
    }
    const place = this.#odds[firstFrom(this.#odds.length, (i) => this.#at(this.#odds, i).from >= from)];
    const odd = place === undefined ? undefined : this.#runs[place];
    // The end may cut a run, and so make an even one odd or the other way round.
    const cut = this.#runAt(end - 1);
    const last = cut && cut.to > end ? { from: Math.max(cut.from, from), to: end } : null;
    const first = odd && odd.to <= end ? odd : last && (last.to - last.from) % 2 === 1 ? last : null;
    if (!first || first.from < from) return null;
    return this.#closes(first, end) ? first.to - 1 : null;
  }

  /** At the end nothing follows, whatever the text goes on with. */
  #closes(run: Run, end: number): boolean {
    return this.#closesSingle(run, run.to === end ? Number.MAX_SAFE_INTEGER : run.to);
  }

  #at(places: readonly number[], i: number): Run {
    return this.#runs[places[i] as number] as Run;
  }

  #runAt(at: number): Run | null {
    const run = this.#runs[firstFrom(this.#runs.length, (i) => (this.#runs[i] as Run).to > at)];
    return run && run.from <= at ? run : null;
  }
}

/** The smallest i in [0, count) that passes, which all larger ones then do too; count when none does. */
function firstFrom(count: number, passes: (i: number) => boolean): number {
  let [low, high] = [0, count];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (passes(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** Which characters a backslash before them takes as they are. */
function escapesOf(text: string): Uint8Array {
  const isEscaped = new Uint8Array(text.length);
  for (let at = 0; at + 1 < text.length; at++) {
    if (text.charCodeAt(at) === backslash) isEscaped[++at] = 1;
  }
  return isEscaped;
}

function runsOf(text: string, mark: string, isEscaped: Uint8Array | null): Run[] {
  const runs: Run[] = [];
  for (let at = text.indexOf(mark); at >= 0; at = text.indexOf(mark, at)) {
    const from = at;
    if (isEscaped?.[at]) {
      at++;
      continue;
    }
    for (; text[at] === mark; at++) if (isEscaped?.[at]) break;
    runs.push({ from, to: at });
  }
  return runs;
}

function placesOf(text: string, mark: string): number[] {
  const places: number[] = [];
  for (let at = text.indexOf(mark); at >= 0; at = text.indexOf(mark, at + 1)) places.push(at);
  return places;
}

function partnersOf(text: string, isEscaped: Uint8Array): Map<number, number> {
  const partners = new Map<number, number>();
  const open = { "]": [] as number[], ")": [] as number[] };
  for (let at = 0; at < text.length; at++) {
    if (isEscaped[at]) continue;
    const character = text[at];
    if (character === "[") open["]"].push(at);
    else if (character === "(") open[")"].push(at);
    else if (character === "]" || character === ")") {
      const opened = open[character].pop();
      if (opened !== undefined) partners.set(opened, at);
    }
  }
  return partners;
}
