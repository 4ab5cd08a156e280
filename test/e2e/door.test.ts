import assert from "node:assert/strict";
import { drip, sendRaw } from "../support/rawHttp.ts";
import { password, useHouse } from "./house.ts";

describe("the door", function () {
  this.timeout(90_000);
  const house = useHouse();
  const consolePort = () => Number(new URL(house.origin).port);
  const ask = (path: string, headers = "") =>
    sendRaw(
      consolePort(),
      `GET ${path} HTTP/1.1\r\nHost: 127.0.0.1:${consolePort()}\r\n${headers}Connection: close\r\n\r\n`,
    );
  const login = (port: number, given: string, headers: Record<string, string> = {}) =>
    fetch(`http://127.0.0.1:${port}/api/v1/auth/login`, {
      method: "POST",
      headers: { "content-type": "application/json", ...headers },
      body: JSON.stringify({ password: given }),
    });
  afterEach("forget failed attempts", async function () {
    await house.pool.query("delete from login_throttle");
  });

  it("sends strangers to the sign-in from every page, prefetches included", async function () {
    const asked: [path: string, headers: string][] = [
      ["/", ""],
      ["/tasks?status=failed", ""],
      ["/tasks/7", "Next-Router-Prefetch: 1\r\nRSC: 1\r\n"],
      ["/admin", "Purpose: prefetch\r\n"],
      ["/settings", "Sec-Purpose: prefetch\r\n"],
      ["/icons", ""],
      ["/icon.svg/x", ""],
      ["/apis", ""],
      ["/nothing/here", ""],
    ];
    for (const [path, headers] of asked) {
      const answer = await ask(path, headers);
      assert.equal(answer.status, 307, path);
      assert.match(answer.headers.location ?? "", /^\/login(\?next=|$)/, path);
    }
    assert.equal((await ask("//evil.example/x")).headers.location, "/evil.example/x", "stays on this site");
  });

  it("gives every answer a policy and tells no browser what serves it", async function () {
    const { status, body } = await ask("/login");
    assert.equal(status, 200);
    const chunk = /\/_next\/static\/[^"]+\.js/.exec(body)?.[0] ?? "";
    const paths = [
      "/",
      "/login",
      "/tasks",
      "/nothing",
      "/icon.svg",
      chunk,
      "/_next/nothing",
      "/_next/image?url=x",
    ];
    for (const path of [...paths, "/api/v1/guilds", "/api/nothing", "/api/%", "/%", "/login?next=%"]) {
      const { headers } = await ask(path);
      assert.match(
        headers["content-security-policy"] ?? "",
        /^default-src 'none';.*frame-ancestors 'none'/,
        path,
      );
      assert.equal(headers["x-content-type-options"], "nosniff", path);
      assert.equal(headers["referrer-policy"], "no-referrer", path);
      assert.equal(headers["x-frame-options"]?.toUpperCase(), "DENY", path);
      assert.equal(headers["x-powered-by"], undefined, path);
    }
    for (const path of ["/api/%", "/api/%E0%A4%A", "/%", "/api/v1/%zz"]) {
      assert.equal((await ask(path)).status, 400, path);
    }
  });

  it("counts guesses per place through the console as well, whatever they claim", async function () {
    const port = consolePort();
    for (let n = 1; n <= 5; n++) {
      assert.equal((await login(port, "guess", { "x-forwarded-for": `203.0.113.${n}` })).status, 401);
    }
    assert.equal((await login(port, password, { "x-forwarded-for": "203.0.113.99" })).status, 429);
    const { rows } = await house.pool.query<{ scope: string }>("select scope from login_throttle order by 1");
    assert.deepEqual(
      rows.map(({ scope }) => scope),
      ["address:127.0.0.1", "everywhere"],
    );
  });

  it("closes connections that send slowly, on both ports", async function () {
    // With the limits as they are, 15 s and 30 s looked at every 5 s: nothing of it can be made shorter from outside.
    this.timeout(60_000);
    const headers = "GET /login HTTP/1.1\r\nHost: x\r\nX-Slow: ";
    const body =
      "POST /api/v1/auth/login HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 9000\r\n\r\n{";
    const startedMs = performance.now();
    const slow = (port: number, beginning: string) =>
      drip(port, beginning, 1_000).then(({ status }) => ({ status, afterMs: performance.now() - startedMs }));
    const ports = [consolePort(), house.apiPort];
    const [byHeaders, byBody] = await Promise.all([
      Promise.all(ports.map((port) => slow(port, headers))),
      Promise.all(ports.map((port) => slow(port, body))),
    ]);
    for (const { status, afterMs } of byHeaders) {
      assert.equal(status, 408);
      assert.ok(afterMs < 25_000, `after ${afterMs} ms`);
    }
    for (const { afterMs } of byBody) assert.ok(afterMs < 40_000, `after ${afterMs} ms`);
  });
});
