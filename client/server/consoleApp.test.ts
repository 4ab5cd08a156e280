import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { closeGracefully, createHttpServer } from "../../core/edge/httpServer.ts";
import { clientHeader, readSignedAddress, signAddress } from "../../core/edge/signedAddress.ts";
import { createLogger } from "../../core/log.ts";
import { sendRaw } from "../../test/support/rawHttp.ts";
import { type ConsoleDeps, createConsoleApp } from "./consoleApp.ts";

const secretKey = randomBytes(32).toString("base64");

/** A console over a stand-in for Next and one for the API, which tells what it was asked. */
function useConsole(overrides: Partial<ConsoleDeps> = {}) {
  const asked: { url: string; headers: IncomingMessage["headers"]; body: string }[] = [];
  let api: Server;
  let server: Server;
  const portOf = (of: Server) => (of.address() as AddressInfo).port;
  before("start", async function () {
    api = createServer((req, res) => {
      let body = "";
      req.on("data", (part: Buffer) => (body += part.toString()));
      req.on("end", () => {
        asked.push({ url: req.url ?? "", headers: req.headers, body });
        res.writeHead(200, { "set-cookie": ["a=1", "b=2"], etag: "x", "cache-control": "no-store" });
        res.end(`{"body":${JSON.stringify(body)}}`);
      });
    }).listen(0, "127.0.0.1");
    await once(api, "listening");
    server = createHttpServer(
      createConsoleApp({
        apiUrl: `http://127.0.0.1:${portOf(api)}`,
        secretKey,
        trustedProxies: [],
        publicUrl: null,
        now: () => new Date(),
        log: createLogger({ process: "test", level: "silent" }),
        answerPage: async (req, res) =>
          void res.end(`page ${req.url} ${String(req.headers["x-forwarded-proto"])}`),
        ...overrides,
      }),
    ).listen(0, "127.0.0.1");
    await once(server, "listening");
  });
  beforeEach(function () {
    asked.length = 0;
  });
  after("stop", async function () {
    await closeGracefully(server, 0);
    api.closeAllConnections();
    await new Promise((resolve) => api.close(resolve));
  });
  return {
    asked,
    stopApi: () => new Promise((resolve) => api.close(resolve)),
    /** Sends a path exactly as written. */
    send: (path: string, { method = "GET", headers = {}, body = "" }: Sent = {}) => {
      const lines = Object.entries({ Host: "console.example", Connection: "close", ...headers }).map(
        ([name, value]) => `${name}: ${value}\r\n`,
      );
      const length = body === "" ? "" : `Content-Length: ${body.length}\r\n`;
      return sendRaw(portOf(server), `${method} ${path} HTTP/1.1\r\n${lines.join("")}${length}\r\n${body}`);
    },
    /** The address that the last request was signed for. */
    signed: () => readSignedAddress(secretKey, String(asked.at(-1)?.headers[clientHeader]), new Date()),
  };
}
interface Sent {
  method?: string;
  headers?: Record<string, string>;
  body?: string;
}

describe("createConsoleApp", function () {
  const console = useConsole();

  it("passes the API's paths on as they are, with their bodies and both ways' headers", async function () {
    const answer = await console.send("/api/v1/tasks?status=a%20b&x=%25", {
      method: "POST",
      headers: { Cookie: "sid=1", "Content-Type": "application/json", "Accept-Encoding": "br" },
      body: '{"a":1}',
    });
    assert.equal(answer.status, 200);
    assert.match(answer.body, /\{\\"a\\":1\}/);
    assert.equal(answer.headers.etag, "x");
    const [request] = console.asked;
    assert.equal(request?.url, "/api/v1/tasks?status=a%20b&x=%25");
    assert.deepEqual(
      [request?.headers.cookie, request?.headers["content-type"], request?.headers["accept-encoding"]],
      ["sid=1", "application/json", "br"],
    );
    assert.equal(request?.headers["x-forwarded-host"], "console.example");
  });

  it("lets no path reach the API or the pages by a trick", async function () {
    const broken = ["/api/%", "/api/%zz", "/api/%E0%A4%A", "/%", "/tasks/%c0", "/api/v1/%ff%fe"];
    for (const path of [...broken, "*", "http://127.0.0.1:1/api/v1/guilds", "api/v1/guilds"]) {
      const answer = await console.send(path);
      assert.equal(answer.status, 400, path);
      assert.deepEqual(JSON.parse(answer.body).error.code, "invalid_input", path);
      assert.match(answer.headers["content-security-policy"] ?? "", /default-src 'none'/, path);
    }
    assert.equal(console.asked.length, 0);
    const pages = [
      "//api/v1/guilds",
      "/API/v1/guilds",
      "/apis",
      "/x/../api/v1/guilds",
      "/%61pi/v1/guilds",
      "/./api",
    ];
    for (const path of pages) {
      assert.match((await console.send(path)).body, /^page /, path);
    }
    assert.equal(console.asked.length, 0, "only what begins with /api is the API's");
    for (const path of [
      "/api/../health",
      "/api/..%2f..%2fhealth",
      "/api//v1",
      "/api/;/v1",
      "/api/v1/%2e%2e",
    ]) {
      await console.send(path);
      assert.equal(console.asked.at(-1)?.url, path, "handed on unread: the API decides");
    }
  });

  it("marks every answer of its own and of the pages", async function () {
    for (const path of ["/tasks", "/_next/x.js", "/icon.svg"]) {
      const { headers } = await console.send(path);
      assert.match(headers["content-security-policy"] ?? "", /frame-ancestors 'none'/, path);
      assert.equal(headers["x-content-type-options"], "nosniff");
      assert.equal(headers["referrer-policy"], "no-referrer");
      assert.equal(headers["strict-transport-security"], undefined, "not over plain http");
      assert.equal(headers["x-powered-by"], undefined);
    }
  });

  it("only reads pages", async function () {
    for (const method of ["POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE"]) {
      const answer = await console.send("/login", { method });
      assert.deepEqual([answer.status, answer.headers.allow], [405, "GET, HEAD"], method);
    }
  });

  it("signs the address of its peer, whatever the request claims", async function () {
    const claims: Record<string, string>[] = [
      {},
      { "X-Forwarded-For": "203.0.113.9" },
      { "X-Forwarded-For": "127.0.0.1, 203.0.113.9", "X-Real-IP": "203.0.113.9" },
      { Forwarded: "for=203.0.113.9;proto=https" },
      { "X-Backscroll-Client": "203.0.113.9" },
      { "X-Backscroll-Client": signAddress(randomBytes(32).toString("base64"), "203.0.113.9", new Date()) },
      { Connection: "close, X-Backscroll-Client, X-Forwarded-For" },
      { "X-Forwarded-Proto": "https", "X-Forwarded-Host": "evil.example" },
    ];
    for (const headers of claims) {
      await console.send("/api/v1/auth/me", { headers });
      assert.equal(console.signed(), "127.0.0.1", JSON.stringify(headers));
      const passed = console.asked.at(-1)?.headers;
      assert.deepEqual(
        [
          passed?.["x-forwarded-for"],
          passed?.forwarded,
          passed?.["x-real-ip"],
          passed?.["x-forwarded-proto"],
        ],
        [undefined, undefined, undefined, "http"],
      );
      assert.equal(passed?.["x-forwarded-host"], "console.example");
    }
    assert.equal(
      (await console.send("/x", { headers: { "X-Forwarded-Proto": "https" } })).body,
      "page /x http",
    );
  });
});

describe("createConsoleApp behind a proxy", function () {
  const console = useConsole({ trustedProxies: ["127.0.0.1"], publicUrl: "https://console.example.org" });

  it("signs whom the proxy names, and no one that stands before in the list", async function () {
    const cases: [forwardedFor: string, expected: string][] = [
      ["203.0.113.9", "203.0.113.9"],
      ["6.6.6.6, 203.0.113.9", "203.0.113.9"],
      ["2001:db8::5", "2001:db8::5"],
      ["nonsense", "127.0.0.1"],
    ];
    for (const [forwardedFor, expected] of cases) {
      await console.send("/api/v1/auth/me", { headers: { "X-Forwarded-For": forwardedFor } });
      assert.equal(console.signed(), expected, forwardedFor);
    }
  });

  it("passes on how the browser reached the proxy, and asks browsers to keep to https", async function () {
    const headers = { "X-Forwarded-Proto": "https", "X-Forwarded-Host": "console.example.org" };
    assert.equal((await console.send("/x", { headers })).body, "page /x https");
    await console.send("/api/v1/auth/me", { headers });
    assert.equal(console.asked.at(-1)?.headers["x-forwarded-host"], "console.example.org");
    assert.match((await console.send("/x")).headers["strict-transport-security"] ?? "", /max-age=63072000/);
  });
});

describe("createConsoleApp while the API is away", function () {
  const console = useConsole();

  it("says so in the API's own shape", async function () {
    await console.stopApi();
    const answer = await console.send("/api/v1/guilds", { headers: { "X-Request-Id": "my-request_1" } });
    assert.equal(answer.status, 502);
    assert.deepEqual(JSON.parse(answer.body), {
      error: { code: "api_unreachable", message: "The API does not answer.", requestId: "my-request_1" },
    });
    assert.equal(answer.headers["cache-control"], "no-store");
    assert.equal(answer.headers["x-request-id"], "my-request_1");
  });
});

describe("createConsoleApp when a page fails", function () {
  const console = useConsole({
    answerPage: async () => {
      throw new Error("secret detail");
    },
  });

  it("answers 500 without the details", async function () {
    const answer = await console.send("/tasks");
    assert.equal(answer.status, 500);
    assert.doesNotMatch(answer.body, /secret detail/);
  });
});
