/** A queue as the benchmark drives it: each through its own public interface, in its own database. */
export interface Contender {
  readonly name: string;
  /** Installs the queue in an empty database. */
  setUp(databaseUrl: string): Promise<void>;
  /** Removes all tasks, and lets PostgreSQL clean up. */
  empty(): Promise<void>;
  /** Adds one task per statement, `count` times, one after another. */
  enqueueEach(count: number): Promise<void>;
  /** Adds `count` tasks in one call. */
  enqueueTogether(count: number): Promise<void>;
  /** Fills the tables directly: `finished` completed tasks (where the queue keeps them) and `pending` due ones. */
  prefill(finished: number, pending: number): Promise<void>;
  /** Fills a single lane with `pending` older tasks, of which one is running, and adds `free` tasks elsewhere. Null: has no lanes. */
  prefillBusyLane: ((pending: number, free: number) => Promise<void>) | null;
  /** Works tasks that do nothing, `concurrency` at once, until stopped. */
  work(concurrency: number, onTask: () => void): Promise<{ stop(): Promise<void> }>;
  /** Claims `count` tasks one after another, completing each; the milliseconds each claim took. */
  claimEach(count: number): Promise<number[]>;
  close(): Promise<void>;
}
