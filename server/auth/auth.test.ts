import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { ensureAccessPassword, generatedLifeSeconds } from "../../core/auth/accessPassword.ts";
import { sessionIdleSeconds, sessionLifeSeconds } from "../../core/database/auth/sessions.ts";
import { clientHeader, signAddress } from "../../core/edge/signedAddress.ts";
import { type Api, useApi } from "../../test/support/api.ts";
import { useTestDatabase } from "../../test/support/database.ts";

const password = "correct horse battery";
const cookieOf = (answer: { headers: Headers }) => answer.headers.get("set-cookie") ?? "";
const pairOf = (answer: { headers: Headers }) => cookieOf(answer).split(";")[0] ?? "";
const login = (api: Api, given: string, headers: Record<string, string> = {}) =>
  api.request("/auth/login", { method: "POST", body: { password: given }, headers, signedOut: true });
const me = (api: Api, cookie: string) => api.request("/auth/me", { signedOut: true, headers: { cookie } });

describe("signing in", function () {
  const database = useTestDatabase();
  const api = useApi(database);
  beforeEach(async function () {
    await ensureAccessPassword(database.pool, { bootstrapPassword: password });
  });

  it("hands out a cookie that scripts and other sites cannot use, and stores only its hash", async function () {
    const answer = await login(api, password);
    assert.equal(answer.status, 200);
    assert.equal(answer.body.session.mustChangePassword, false);
    assert.match(cookieOf(answer), /^sid=[\w-]{43}; Max-Age=604800; Path=\/; HttpOnly; SameSite=Strict$/);
    const token = pairOf(answer).slice("sid=".length);
    const { rows } = await database.pool.query<{ stored: string }>(
      "select s::text as stored from sessions s",
    );
    assert.equal(rows.length, 2, "the test's own session and this one");
    assert.doesNotMatch(JSON.stringify(rows), new RegExp(token));
    assert.equal((await me(api, pairOf(answer))).status, 200);
  });

  it("takes the password exactly as typed", async function () {
    for (const wrong of [`${password} `, ` ${password}`, password.toUpperCase(), password.slice(0, -1)]) {
      const answer = await login(api, wrong);
      assert.deepEqual([answer.status, answer.body.error.code], [401, "wrong_password"], wrong);
      assert.equal(cookieOf(answer), "");
      await database.pool.query("delete from login_throttle");
    }
  });

  it("ends the session the browser had: nobody can plant one before sign-in", async function () {
    const first = await login(api, password);
    const second = await login(api, password, { cookie: pairOf(first) });
    assert.notEqual(pairOf(first), pairOf(second));
    assert.equal((await me(api, pairOf(first))).status, 401);
    assert.equal((await me(api, pairOf(second))).status, 200);
  });

  it("signs out on the server, not only in the browser", async function () {
    const cookie = pairOf(await login(api, password));
    const out = await api.request("/auth/logout", { method: "POST", signedOut: true, headers: { cookie } });
    assert.equal(out.status, 200);
    assert.match(cookieOf(out), /^sid=; Max-Age=0; Path=\/; HttpOnly; SameSite=Strict$/);
    assert.equal((await me(api, cookie)).status, 401);
  });

  it("ends sessions after a day without use, and after a week whatever the use", async function () {
    const cookie = pairOf(await login(api, password));
    const start = api.clock.getTime();
    const at = (seconds: number) => {
      api.clock = new Date(start + seconds * 1000);
      return me(api, cookie);
    };
    for (let used = 1; used * (sessionIdleSeconds - 1) < sessionLifeSeconds; used++) {
      assert.equal((await at(used * (sessionIdleSeconds - 1))).status, 200, `use ${used}`);
    }
    assert.equal((await at(sessionLifeSeconds)).status, 401, "absolute end");
    api.clock = new Date(start);
    const idle = pairOf(await login(api, password));
    api.clock = new Date(start + sessionIdleSeconds * 1000);
    assert.equal((await me(api, idle)).status, 401, "idle");
  });

  it("locks after five failures in a row for a minute, then doubles up to a quarter of an hour", async function () {
    const locked: number[] = [];
    for (let failure = 1; failure <= 11; failure++) {
      assert.equal((await login(api, "guess")).body.error.code, "wrong_password", `failure ${failure}`);
      if (failure < 5) continue;
      const refused = await login(api, password);
      assert.equal(refused.status, 429, "the right password is not even looked at");
      assert.equal(refused.body.error.code, "too_many_attempts");
      assert.equal(refused.headers.get("retry-after"), String(refused.body.error.retryAfterSeconds));
      locked.push(refused.body.error.retryAfterSeconds);
      api.clock = new Date(api.clock.getTime() + refused.body.error.retryAfterSeconds * 1000);
    }
    assert.deepEqual(locked, [60, 120, 240, 480, 900, 900, 900]);
    assert.equal((await login(api, password)).status, 200, "the lock has ended");
    assert.equal(
      (await login(api, "guess")).body.error.code,
      "wrong_password",
      "and the failures are forgotten",
    );
  });

  it("lets no more than five of many guesses at one instant through", async function () {
    const answers = await Promise.all(Array.from({ length: 20 }, () => login(api, "guess")));
    const codes = answers.map((answer) => answer.body.error.code);
    assert.equal(codes.filter((code) => code === "wrong_password").length, 5);
    assert.equal(codes.filter((code) => code === "too_many_attempts").length, 15);
  });

  it("believes no header about the address that nobody vouches for", async function () {
    const foreignKey = randomBytes(32).toString("base64");
    const madeUp = (n: number): Record<string, string>[] => [
      { "x-forwarded-for": `203.0.113.${n}` },
      { forwarded: `for=203.0.113.${n}`, "x-real-ip": `203.0.113.${n}` },
      { [clientHeader]: `203.0.113.${n}` },
      { [clientHeader]: signAddress(foreignKey, `203.0.113.${n}`, api.clock) },
      { "x-forwarded-for": "127.0.0.1, 10.0.0.1", "x-client-ip": `203.0.113.${n}` },
    ];
    for (const headers of madeUp(1)) assert.equal((await login(api, "guess", headers)).status, 401);
    for (const headers of madeUp(2)) assert.equal((await login(api, password, headers)).status, 429);
    const { rows } = await database.pool.query<{ scope: string }>(
      "select scope from login_throttle order by 1",
    );
    assert.deepEqual(
      rows.map(({ scope }) => scope),
      ["address:127.0.0.1", "everywhere"],
    );
  });

  it("changes the password: other sessions end, this one gets a new token", async function () {
    const here = pairOf(await login(api, password));
    const there = pairOf(await login(api, password));
    const newPassword = "mulberry kettle 47";
    const changed = await api.request("/auth/password", {
      method: "POST",
      body: { currentPassword: password, newPassword },
      signedOut: true,
      headers: { cookie: here },
    });
    assert.equal(changed.status, 200);
    assert.equal((await me(api, here)).status, 401);
    assert.equal((await me(api, there)).status, 401);
    assert.equal((await me(api, pairOf(changed))).status, 200);
    assert.equal((await login(api, password)).status, 401);
    assert.equal((await login(api, newPassword)).status, 200);
  });

  it("changes nothing without the right current password, and brakes guessing it", async function () {
    const change = (currentPassword: string) =>
      api.post("/auth/password", { currentPassword, newPassword: "mulberry kettle 47" });
    for (let failure = 1; failure <= 5; failure++) {
      const refused = await change("guess");
      assert.deepEqual(
        [refused.status, refused.body.error.code, refused.body.error.field],
        [400, "wrong_password", "currentPassword"],
      );
    }
    assert.equal((await change(password)).status, 429);
    assert.equal((await login(api, password)).status, 200, "signing in is counted apart");
    assert.equal((await api.get("/auth/me")).status, 200, "nobody was signed out");
  });

  it("refuses new passwords that are short or easily guessed", async function () {
    for (const newPassword of [
      "short",
      "eleven char",
      "password1234",
      "backscroll123",
      "aaaaaaaaaaaaaa",
      "Workstation1",
    ]) {
      const refused = await api.post("/auth/password", { currentPassword: password, newPassword });
      assert.deepEqual([refused.status, refused.body.error.field], [400, "newPassword"], newPassword);
    }
  });
});

describe("signing in through the console", function () {
  const database = useTestDatabase();
  const secretKey = randomBytes(32).toString("base64");
  const api = useApi(database, { secretKey });
  beforeEach(async function () {
    await ensureAccessPassword(database.pool, { bootstrapPassword: password });
  });
  const from = (address: string) => ({ [clientHeader]: signAddress(secretKey, address, api.clock) });

  it("counts the people it asks for, not the console", async function () {
    for (let failure = 1; failure <= 5; failure++) await login(api, "guess", from("203.0.113.1"));
    assert.equal((await login(api, password, from("203.0.113.1"))).status, 429);
    assert.equal((await login(api, password, from("203.0.113.2"))).status, 200);
    const line = api.log.find((each) => each.code === "api.request" && each.status === 429);
    assert.equal(line?.address, "203.0.113.1");
  });

  it("still lets nobody choose another address by X-Forwarded-For", async function () {
    for (let failure = 1; failure <= 5; failure++) await login(api, "guess", from("203.0.113.1"));
    const headers = { ...from("203.0.113.1"), "x-forwarded-for": "203.0.113.2" };
    assert.equal((await login(api, password, headers)).status, 429);
  });

  it("holds a ceiling over all places together: a hundred wrong ones a minute", async function () {
    const guess = (n: number) => login(api, "guess", from(`198.51.100.${n}`));
    const answers = await Promise.all(Array.from({ length: 120 }, (_, n) => guess(n)));
    assert.equal(answers.filter(({ status }) => status === 401).length, 100);
    assert.equal((await login(api, password, from("203.0.113.9"))).status, 429);
    api.clock = new Date(api.clock.getTime() + 60_000);
    assert.equal((await login(api, password, from("203.0.113.9"))).status, 200);
  });

  it("records who came in, who did not, from where and in which request", async function () {
    const headers = (id: string) => ({ ...from("203.0.113.1"), "x-request-id": `request-${id}` });
    for (let n = 1; n <= 5; n++) await login(api, "guess", headers(`wrong-${n}`));
    await login(api, password, headers("locked"));
    const there = from("203.0.113.7");
    const cookie = pairOf(await login(api, password, { ...there, "x-request-id": "request-in" }));
    const send = (path: string, id: string, body: unknown = {}) =>
      api.request(path, {
        method: "POST",
        body,
        signedOut: true,
        headers: { cookie, ...there, "x-request-id": `request-${id}` },
      });
    await send("/auth/password", "no-change", {
      currentPassword: "guess",
      newPassword: "mulberry kettle 47",
    });
    await send("/auth/logout", "out");
    const events = api.log.filter((line) => String(line.code).startsWith("auth."));
    assert.deepEqual(
      events.slice(4).map(({ code, requestId, address, level }) => [code, requestId, address, level]),
      [
        ["auth.refused", "request-wrong-5", "203.0.113.1", "warn"],
        ["auth.throttled", "request-locked", "203.0.113.1", "warn"],
        ["auth.signed_in", "request-in", "203.0.113.7", "info"],
        ["auth.password_change_refused", "request-no-change", "203.0.113.7", "warn"],
        ["auth.signed_out", "request-out", "203.0.113.7", "info"],
      ],
    );
    assert.doesNotMatch(JSON.stringify(api.log), /guess|correct horse|mulberry/);
  });
});

describe("signing in over https behind a proxy", function () {
  const database = useTestDatabase();
  const api = useApi(database, { publicUrl: "https://console.example.org", trustedProxies: ["127.0.0.1"] });
  beforeEach(async function () {
    await ensureAccessPassword(database.pool, { bootstrapPassword: password });
  });
  const from = (address: string) => ({ "x-forwarded-for": address });

  it("uses a cookie that only https and only this host can have set", async function () {
    const answer = await login(api, password, from("203.0.113.1"));
    assert.match(
      cookieOf(answer),
      /^__Host-sid=[\w-]{43}; Max-Age=604800; Path=\/; HttpOnly; SameSite=Strict; Secure$/,
    );
    assert.equal((await me(api, pairOf(answer))).status, 200);
    assert.equal((await me(api, pairOf(answer).replace("__Host-", ""))).status, 401);
    assert.match(
      answer.headers.get("strict-transport-security") ?? "",
      /max-age=63072000; includeSubDomains/,
    );
  });

  it("counts failures per client: a guesser locks out only himself", async function () {
    for (let failure = 1; failure <= 5; failure++) await login(api, "guess", from("203.0.113.1"));
    assert.equal((await login(api, password, from("203.0.113.1"))).status, 429);
    assert.equal(
      (await login(api, password, from("198.51.100.7, 203.0.113.1"))).status,
      429,
      "what the client claims itself does not count",
    );
    assert.equal((await login(api, password, from("203.0.113.2"))).status, 200);
  });

  it("counts an IPv6 network as one client", async function () {
    for (let failure = 1; failure <= 5; failure++)
      await login(api, "guess", from(`2001:db8:1:2::${failure}`));
    assert.equal((await login(api, password, from("2001:db8:1:2:ffff::1"))).status, 429);
    assert.equal((await login(api, password, from("2001:db8:1:3::1"))).status, 200);
  });

  it("accepts the public origin whatever host the proxy asks us by", async function () {
    const answer = await login(api, password, { origin: "https://console.example.org" });
    assert.equal(answer.status, 200);
    assert.equal((await login(api, password, { origin: "https://console.example.com" })).status, 403);
  });
});

describe("signing in with a generated password", function () {
  const database = useTestDatabase();
  const api = useApi(database);

  it("gets nowhere but to changing it, and everywhere afterwards", async function () {
    const { generated } = await ensureAccessPassword(database.pool, { bootstrapPassword: null });
    const cookie = pairOf(await login(api, generated ?? ""));
    const ask = (route: (typeof api.routes)[number]) =>
      api.request(route.path.replaceAll(/:\w+/g, "1"), {
        method: route.method.toUpperCase(),
        signedOut: true,
        headers: { cookie },
        ...(route.method === "post" ? { body: {} } : {}),
      });
    const free = new Set(["/auth/login", "/auth/logout", "/auth/me", "/auth/password"]);
    const closed = api.routes.filter(({ path }) => !free.has(path) && !path.startsWith("/health/"));
    assert.ok(closed.length > 15);
    for (const route of closed) {
      const answer = await ask(route);
      assert.deepEqual(
        [answer.status, answer.body.error.code],
        [403, "password_change_required"],
        route.path,
      );
    }
    const change = (newPassword: string) =>
      api.request("/auth/password", {
        method: "POST",
        body: { currentPassword: generated, newPassword },
        signedOut: true,
        headers: { cookie },
      });
    assert.equal((await change(generated ?? "")).status, 400, "to the same is no change");
    assert.equal((await change("mulberry kettle 47")).status, 200);
    const opened = await login(api, "mulberry kettle 47");
    assert.equal(
      (await api.request("/guilds", { signedOut: true, headers: { cookie: pairOf(opened) } })).status,
      200,
    );
  });

  it("is asked to change it, until it is changed", async function () {
    const { generated } = await ensureAccessPassword(database.pool, { bootstrapPassword: null });
    assert.ok(generated);
    const answer = await login(api, generated);
    assert.equal(answer.body.session.mustChangePassword, true);
    const cookie = pairOf(answer);
    assert.equal((await me(api, cookie)).body.session.mustChangePassword, true);
    const changed = await api.request("/auth/password", {
      method: "POST",
      body: { currentPassword: generated, newPassword: "mulberry kettle 47" },
      signedOut: true,
      headers: { cookie },
    });
    assert.equal(changed.body.session.mustChangePassword, false);
    assert.equal((await me(api, pairOf(changed))).body.session.mustChangePassword, false);
  });

  it("is void when nobody used it for a day, and says so only to who knows it", async function () {
    const { generated } = await ensureAccessPassword(database.pool, { bootstrapPassword: null });
    api.clock = new Date(Date.now() + generatedLifeSeconds * 1000);
    const late = await login(api, generated ?? "");
    assert.equal(late.status, 401);
    assert.match(late.body.error.message, /void/);
    assert.doesNotMatch((await login(api, "guess")).body.error.message, /void/);
  });

  it("waits until there is one", async function () {
    const answer = await login(api, "guess");
    assert.deepEqual([answer.status, answer.body.error.code], [503, "database_away"]);
  });
});
