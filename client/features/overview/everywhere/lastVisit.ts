/** When somebody last looked at the overview with this browser, and what there was then. Nothing leaves the browser but the time. */

/** What there was at a moment: by the database's clock. */
export interface Glimpse {
  at: string;
  messages: number;
}
/** `before`: the end of the visit before this one; null on the first. `seen`: the last look of this one. */
export interface Visits {
  before: Glimpse | null;
  seen: Glimpse;
}

/** A visit ends when nobody looked for so long; a shorter break would make everything look unchanged. */
const breakMs = 30 * 60_000;
const storageKey = "overview-visits";

/** The visits once `now` was seen. Pure. */
export function afterLook(visits: Visits | null, now: Glimpse): Visits {
  if (visits === null) return { before: null, seen: now };
  const isNewVisit = Date.parse(now.at) - Date.parse(visits.seen.at) > breakMs;
  return { before: isNewVisit ? visits.seen : visits.before, seen: now };
}

/** What a visit that begins at `nowMs` is compared with. Pure. */
export const comparedWith = (visits: Visits | null, nowMs: number): Glimpse | null =>
  visits && afterLook(visits, { at: new Date(nowMs).toISOString(), messages: 0 }).before;

export function readVisits(): Visits | null {
  try {
    return parseVisits(JSON.parse(window.localStorage.getItem(storageKey) ?? "null"));
  } catch {
    return null; // no storage, or written by something else
  }
}

export function writeVisits(visits: Visits): void {
  try {
    window.localStorage.setItem(storageKey, JSON.stringify(visits));
  } catch {
    // A browser that keeps nothing shows no changes.
  }
}

function parseVisits(stored: unknown): Visits | null {
  const { before, seen } = (stored ?? {}) as Partial<Visits>;
  return isGlimpse(seen) ? { before: isGlimpse(before) ? before : null, seen } : null;
}

const isGlimpse = (value: unknown): value is Glimpse => {
  const { at, messages } = (value ?? {}) as Partial<Glimpse>;
  return typeof at === "string" && !Number.isNaN(Date.parse(at)) && typeof messages === "number";
};
