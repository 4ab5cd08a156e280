/** Whether the session still holds, as this page learned it. One per page; listeners are React stores. */

type Listener = () => void;

/** `ended`: an answer was 401; requests that change something wait until somebody has signed in again. */
interface SessionState {
  ended: boolean;
}

const holding: SessionState = { ended: false };
const over: SessionState = { ended: true };
let state = holding;
let waiting: (() => void)[] = [];
const listeners = new Set<Listener>();

const set = (next: SessionState) => {
  if (state === next) return;
  state = next;
  for (const listener of listeners) listener();
};

export const session = {
  subscribe: (listener: Listener): (() => void) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  },
  get: (): SessionState => state,
  /** For rendering on the server, where nothing is known yet. */
  getInitial: (): SessionState => holding,
  /** Called on a 401. */
  end: (): void => set(over),
  /** Called after signing in again: everything that waited goes on. */
  restore: (): void => {
    set(holding);
    const resumed = waiting;
    waiting = [];
    for (const resume of resumed) resume();
  },
  /** Ends the session for this page and resolves once somebody has signed in again. */
  whenRestored: (): Promise<void> => {
    set(over);
    return new Promise((resolve) => waiting.push(resolve));
  },
};
