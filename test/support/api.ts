/** The HTTP API on a real port over a test's own database, and a client that checks every answer against its schema. */
import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { insertSession } from "../../core/database/auth/sessions.ts";
import { createHttpServer } from "../../core/edge/httpServer.ts";
import { openExportPlaces } from "../../core/exports/exportPlaces.ts";
import { createLogger } from "../../core/log.ts";
import { createLocalBlobs } from "../../core/media/localBlobs.ts";
import { createSecretBox } from "../../core/secrets.ts";
import { type AppDeps, apiRoutes, createApp } from "../../server/app.ts";
import { createSessionCookie, drawToken, hashToken } from "../../server/auth/sessionCookie.ts";
import { createDemoMode } from "../../server/demoMode.ts";
import { createEventHub } from "../../server/events/hub.ts";
import { migrationNames } from "../../server/migrationNames.ts";
import type { Route } from "../../server/route.ts";
import type { TestDatabase } from "./database.ts";

interface ApiAnswer {
  status: number;
  headers: Headers;
  /** Parsed JSON; undefined when there is no body. */
  // oxlint-disable-next-line typescript/no-explicit-any -- tests read whatever the schema allows
  body: any;
}

interface ApiRequest {
  method?: string;
  /** Sent as JSON; a string is sent as it is. */
  body?: unknown;
  headers?: Record<string, string>;
  /** Without the session that each test has. */
  signedOut?: boolean;
}

export interface Api {
  /** E.g. `http://127.0.0.1:40123`. */
  readonly origin: string;
  readonly routes: readonly Route[];
  /** Lines of the log so far. */
  readonly log: Record<string, unknown>[];
  /** The clock of the server; tests set it. */
  clock: Date;
  readonly deps: AppDeps;
  /** The Cookie header of the session that each test has. */
  readonly cookie: string;
  /** Paths below /api/v1 unless they begin with /api or /health. */
  request(path: string, request?: ApiRequest): Promise<ApiAnswer>;
  get(path: string, headers?: Record<string, string>): Promise<ApiAnswer>;
  post(path: string, body?: unknown): Promise<ApiAnswer>;
}

/** Serves the API for the tests of the surrounding `describe`; each test is signed in. */
export function useApi(database: TestDatabase, overrides: Partial<AppDeps> = {}): Api {
  let server: Server;
  let deps: AppDeps;
  let routes: Route[] = [];
  let session = "";
  const cookie = createSessionCookie(overrides.publicUrl?.startsWith("https:") ?? false);
  const log: Record<string, unknown>[] = [];
  const api: Api = {
    clock: new Date(),
    log,
    get origin() {
      return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    },
    get routes() {
      return routes;
    },
    get deps() {
      return deps;
    },
    get cookie() {
      return `${cookie.name}=${session}`;
    },
    async request(path, { method = "GET", body, headers = {}, signedOut = false } = {}) {
      const url = `${api.origin}${/^\/(api|health$)/.test(path) ? "" : "/api/v1"}${path}`;
      const response = await fetch(url, {
        method,
        headers: {
          ...(signedOut ? {} : { cookie: `${cookie.name}=${session}` }),
          ...(body === undefined ? {} : { "content-type": "application/json" }),
          ...headers,
        },
        ...(body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) }),
      });
      const text = await response.text();
      const answer = {
        status: response.status,
        headers: response.headers,
        body: text === "" ? undefined : JSON.parse(text),
      };
      checkAgainstSchema(routes, method, new URL(url).pathname, answer);
      return answer;
    },
    get: (path, headers) => api.request(path, { headers }),
    post: (path, body) => api.request(path, { method: "POST", body }),
  };

  before("serve the API", async function () {
    const pool = database.pool;
    const { demo: isDemo = false, ...others } = overrides;
    const demoMode = createDemoMode(pool, isDemo);
    const ownLog = createLogger(
      { process: "test", level: "debug" },
      { write: (line) => log.push(JSON.parse(line)) },
    );
    const now = () => api.clock;
    deps = {
      pool,
      readPool: pool,
      log: ownLog,
      events: createEventHub({ db: pool, listenUrl: null, now, log: ownLog }),
      now,
      publicUrl: null,
      trustedProxies: [],
      secretKey: null,
      telegramApi: null,
      secrets: createSecretBox(randomBytes(32).toString("base64")),
      demoMode,
      get demo() {
        return demoMode.isOn;
      },
      cdnBase: "https://cdn.example.org",
      aliveSeconds: 60,
      dataDir: tmpdir(),
      blobs: createLocalBlobs(join(tmpdir(), "backscroll-no-media")),
      exportPlaces: openExportPlaces(join(tmpdir(), "backscroll-no-exports"), null),
      fileBase: "/api/v1",
      files: { isOn: true, storage: "local" },
      minFreeBytes: 0,
      mostUploadBytes: 100_000_000,
      outbound: { allowPrivate: false },
      migrations: migrationNames(),
      passwordContext: ["workstation"],
      ...others,
    };
    routes = apiRoutes(deps, cookie);
    server = createHttpServer(createApp(deps));
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
  });
  beforeEach("sign in", async function () {
    api.clock = new Date();
    log.length = 0;
    session = drawToken();
    await insertSession(database.pool, { tokenHash: hashToken(session), userAgent: null, now: api.clock });
  });
  after("stop serving", async function () {
    await deps.events.close();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  return api;
}

/** Nothing may be missing from an answer, and nothing may stand in it that the schema does not know. */
function checkAgainstSchema(
  routes: readonly Route[],
  method: string,
  pathname: string,
  answer: ApiAnswer,
): void {
  const path = pathname.replace(/^\/api(\/v1)?/, "");
  const route = routes.find(
    (each) =>
      each.method === method.toLowerCase() &&
      pattern(each.path).test(path === "/health" ? "/health/ready" : path),
  );
  const isAnswer = answer.status < 300 || (answer.status === 503 && answer.body.checks !== undefined);
  if (!route || !isAnswer) return;
  assert.deepEqual(
    route.view.parse(answer.body),
    answer.body,
    `${method} ${path} answers its schema exactly`,
  );
}

const pattern = (path: string) => new RegExp(`^${path.replaceAll(".", "\\.").replaceAll(/:\w+/g, "[^/]+")}$`);
