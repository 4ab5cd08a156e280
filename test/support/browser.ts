/** A real Chromium for tests of the console. */
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import {
  type Browser,
  type BrowserContext,
  type BrowserContextOptions,
  chromium,
  type Page,
} from "playwright-core";
import { findBrowser } from "../../scripts/lib/test/browser.js";

const resultsDirectory = fileURLToPath(new URL("../../test-results/", import.meta.url));

/** Quiet and alone: nothing but the pages asked for touches the network. */
const flags = [
  "--no-sandbox", // root's Chromium refuses to start with it
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--disable-dev-shm-usage", // containers give /dev/shm 64 MB, too little for a large page
];

/** Starts a headless Chromium. The caller closes it. */
export async function launchBrowser(): Promise<Browser> {
  const executablePath = findBrowser();
  if (!executablePath) throw new Error("No Chromium found: install it, or set CHROMIUM_PATH.");
  return await chromium.launch({ executablePath, args: flags });
}

/**
 * A browser for the surrounding `describe`. `open` gives a page in a context of its own (no cookies of
 * others), closed after the test; of a test that fails, every open page is pictured in `test-results/`.
 * Errors that a page throws make its test fail, unless the test takes them from `errors` itself.
 */
export function useBrowser(): {
  open(options?: BrowserContextOptions): Promise<Page>;
  /** Uncaught errors of all pages of this test so far. */
  readonly errors: Error[];
} {
  let browser: Browser | undefined;
  const contexts: BrowserContext[] = [];
  const errors: Error[] = [];
  before("start the browser", async function () {
    this.timeout(60_000);
    browser = await launchBrowser();
  });
  afterEach("close the pages of the test", async function () {
    this.timeout(30_000);
    const test = this.currentTest;
    const opened = contexts.splice(0);
    const thrown = errors.splice(0);
    if (test?.state === "failed") await picture(opened, test.fullTitle());
    await Promise.all(opened.map((context) => context.close()));
    if (thrown[0] && test?.state === "passed")
      throw new Error("The page threw an error.", { cause: thrown[0] });
  });
  after("end the browser", async function () {
    await browser?.close();
  });
  return {
    errors,
    async open(options) {
      if (!browser) throw new Error("The browser exists inside hooks and tests only.");
      const context = await browser.newContext(options);
      contexts.push(context);
      const page = await context.newPage();
      page.on("pageerror", (error) => errors.push(error));
      return page;
    },
  };
}

async function picture(contexts: BrowserContext[], title: string): Promise<void> {
  mkdirSync(resultsDirectory, { recursive: true });
  const name = title.replaceAll(/[^\w-]+/g, "-").slice(0, 120);
  for (const [index, page] of contexts.flatMap((context) => context.pages()).entries()) {
    await page.screenshot({ path: join(resultsDirectory, `${name}-${index}.png`), fullPage: true });
  }
}
