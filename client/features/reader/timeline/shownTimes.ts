/** Which stretch of time is in view: told by the list, drawn by the map beside it, without drawing anything else anew. */
import { createStore, type Store } from "../../../state/store.ts";

export interface ShownTimes {
  /** Milliseconds since 1970 of the first and the last message in view. */
  fromMs: number;
  toMs: number;
}

export type ShownTimesStore = Store<ShownTimes | null>;

export const createShownTimes = (): ShownTimesStore => createStore<ShownTimes | null>(null);
