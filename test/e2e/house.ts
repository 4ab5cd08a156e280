/** The compiled console before real processes: PostgreSQL, the API, a bot and a Discord where a test wants them. */
import { randomBytes } from "node:crypto";
import { fileURLToPath } from "node:url";
import type { BrowserContextOptions, Page } from "playwright-core";
import { freePort } from "../../scripts/lib/ports.js";
import { useBrowser } from "../support/browser.ts";
import { makeDatabase, type OwnDatabase } from "../support/database.ts";
import { eventually, waitForHttp } from "../support/eventually.ts";
import { type TestProcess, useProcesses } from "../support/processes.ts";
import type { TestSandbox } from "../support/sandbox.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));

export const password = "lantern harbour nine";
/** Shared by API and console, as DATA_DIR/secrets.env has it. */
const secretKey = randomBytes(32).toString("base64");

export interface HouseOptions {
  /** Where a bot finds its Discord; without it no bot is started. */
  sandbox?: TestSandbox;
  /** The API's, beyond what every test needs. */
  apiEnv?: Record<string, string>;
  botEnv?: Record<string, string>;
  consoleEnv?: Record<string, string>;
}

export interface PageOptions {
  /** The chosen language; null: none was chosen yet. */
  locale?: "en" | "zh-Hant" | "zh-Hans" | "ru" | null;
  /** What the browser asks for in Accept-Language. */
  browserLanguage?: string;
  scheme?: "light" | "dark";
  viewport?: { width: number; height: number };
  /** A phone's screen instead: touch, fine pixels, scroll bars over the page. */
  isPhone?: boolean;
  signedOut?: boolean;
}

export interface House {
  /** Of the console. */
  readonly origin: string;
  readonly pool: OwnDatabase["pool"];
  /** Of its database, for a bot that a test starts itself. */
  readonly databaseUrl: string;
  readonly apiPort: number;
  readonly api: TestProcess;
  /** Starts the API again at its old address; resolves once it listens. */
  startApi(): Promise<void>;
  /** A page in a context of its own, signed in unless told otherwise, at `path`. */
  open(path: string, options?: PageOptions): Promise<Page>;
  /** What the browser refused because of the Content-Security-Policy, in all pages of this test. */
  readonly violations: readonly string[];
}

/** Everything for the tests of the surrounding `describe`; the database keeps its rows from test to test. */
export function useHouse(options: HouseOptions = {}): House {
  const processes = useProcesses({ keep: true });
  const browser = useBrowser();
  const violations: string[] = [];
  const running: { database?: OwnDatabase; api?: TestProcess; origin: string; apiPort: number } = {
    origin: "",
    apiPort: 0,
  };

  const current = () => {
    const { database, api } = running;
    if (!database || !api) throw new Error("The house exists inside hooks and tests only.");
    return { database, api };
  };
  const startApi = async () => {
    const api = processes.start({
      entry: "server",
      env: {
        DATABASE_URL: running.database?.url ?? "",
        PORT: String(running.apiPort),
        TG_BACK_BOOTSTRAP_ACCESS_PASSWORD: password,
        SECRET_KEY: secretKey,
        LOG_LEVEL: "debug",
        ...options.apiEnv,
      },
    });
    running.api = api;
    await api.ready;
    await waitForHttp(`http://127.0.0.1:${running.apiPort}/api/v1/health/ready`, { timeoutMs: 30_000 });
  };

  before("start PostgreSQL, the API and the console", async function () {
    this.timeout(120_000);
    running.database = await makeDatabase();
    running.apiPort = await freePort();
    const clientPort = await freePort();
    running.origin = `http://127.0.0.1:${clientPort}`;
    processes.start({
      entry: `${root}dist/client/server/main.js`,
      name: "console",
      env: {
        NODE_ENV: "production",
        NEXT_TELEMETRY_DISABLED: "1",
        CLIENT_PORT: String(clientPort),
        PORT: String(running.apiPort),
        SECRET_KEY: secretKey,
        ...options.consoleEnv,
      },
    });
    await startApi();
    await waitForHttp(`${running.origin}/login`, { timeoutMs: 60_000 });
  });
  before("start the bot", async function () {
    this.timeout(60_000);
    const { sandbox } = options;
    if (!sandbox) return;
    const bot = processes.start({
      entry: "bot",
      env: {
        DATABASE_URL: running.database?.url ?? "",
        DISCORD_TOKEN: sandbox.tokens[0] ?? "",
        MEDIA_DOWNLOADS: "off", // tests of the console count tasks
        DISCORD_API_BASE: sandbox.apiBase,
        DISCORD_CDN_BASE: sandbox.cdnBase,
        TASK_POLL_INTERVAL_MS: "1000",
        ...options.botEnv,
      },
    });
    await bot.ready;
  });
  beforeEach(function () {
    violations.length = 0;
  });
  after("drop the database", async function () {
    this.timeout(30_000);
    await running.database?.drop();
  });

  return {
    violations,
    startApi,
    get origin() {
      return running.origin;
    },
    get apiPort() {
      return running.apiPort;
    },
    get pool() {
      return current().database.pool;
    },
    get databaseUrl() {
      return current().database.url;
    },
    get api() {
      return current().api;
    },
    async open(
      path,
      {
        locale = "en",
        browserLanguage = "en-GB",
        scheme = "light",
        viewport,
        isPhone = false,
        signedOut = false,
      } = {},
    ) {
      const context: BrowserContextOptions = {
        colorScheme: scheme,
        locale: browserLanguage,
        timezoneId: "Europe/Berlin",
        reducedMotion: "reduce",
        ...(isPhone
          ? { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true, deviceScaleFactor: 2 }
          : { viewport: viewport ?? { width: 1440, height: 900 } }),
      };
      const page = await browser.open(context);
      page.setDefaultTimeout(15_000);
      page.on("console", (message) => {
        if (/Content Security Policy|Refused to /.test(message.text())) violations.push(message.text());
      });
      if (locale) await page.context().addCookies([{ name: "locale", value: locale, url: running.origin }]);
      if (!signedOut) await signIn(page);
      await page.goto(running.origin + path);
      return page;
    },
  };

  /** By the API, not by the form: the form has tests of its own. */
  async function signIn(page: Page): Promise<void> {
    // 503 for the moment in which an API that was just started still sets up its first password.
    const response = await eventually("there is a password to sign in with", async () => {
      const answer = await page.request.post(`${running.origin}/api/v1/auth/login`, { data: { password } });
      return answer.status() === 503 ? null : answer;
    });
    if (!response.ok()) throw new Error(`Signing in failed: ${response.status()} ${await response.text()}`);
  }
}
