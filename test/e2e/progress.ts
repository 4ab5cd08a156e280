import type { Locator } from "playwright-core";

/** What a progress bar shows now, 0 to 100; empty when it is not there: the bar of a task goes when the task is over. */
export const valueOf = async (bar: Locator): Promise<string> =>
  (await bar.getAttribute("aria-valuenow", { timeout: 300 }).catch(() => null)) ?? "";
