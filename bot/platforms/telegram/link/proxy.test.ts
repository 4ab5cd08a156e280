import assert from "node:assert/strict";
import {
  type ProxyRules,
  startHttpProxy,
  startSocksProxy,
  type TestProxy,
} from "../../../../test/support/proxies.ts";
import { API_ID, useTelegram } from "../../../../test/support/telegram.ts";
import {
  connectTelegram,
  logIn,
  makeStore,
  serverOf,
  silent,
} from "../../../../test/support/telegramAccount.ts";
import { DataCentres } from "../dataCentres.ts";
import { Api } from "../gram.ts";
import type { TelegramSession } from "../session.ts";
import { NoAnswerError } from "./failures.ts";
import { MtprotoLink } from "./link.ts";
import { openSocket, type Proxy, ProxyRefusedError, parseSecret } from "./proxy.ts";

const secret = "0123456789abcdef0123456789abcdef";
/** A name that only the proxy can find: whoever looks it up shows where it wants to go. */
const hiddenHost = "telegram.invalid";

describe("a connection through a proxy", function () {
  this.timeout(60_000);
  const telegram = useTelegram(
    { layout: "plain", chats: 1, messages: 100, proxySecret: secret },
    { keep: true },
  );
  const proxies: TestProxy[] = [];
  const sessions: TelegramSession[] = [];
  afterEach("end what was started", async function () {
    await Promise.all(sessions.splice(0).map((session) => session.close()));
    await Promise.all(proxies.splice(0).map((proxy) => proxy.close()));
  });
  const start = { socks5: startSocksProxy, http: startHttpProxy };
  async function startProxy(kind: "socks5" | "http", rules: ProxyRules = {}): Promise<TestProxy> {
    const proxy = await start[kind]({
      resolve: ({ host, port }) => (host === hiddenHost ? { host: "127.0.0.1", port } : null),
      ...rules,
    });
    proxies.push(proxy);
    return proxy;
  }
  /** Asks through the proxy; the data centre's own address is hidden. */
  async function ask(proxy: Proxy): Promise<MtprotoLink> {
    const centres = new DataCentres(serverOf(telegram));
    const link = new MtprotoLink({
      dcId: 2,
      address: () => ({ host: hiddenHost, port: telegram.port }),
      proxy,
      trusted: centres.trusted,
      key: null,
      apiId: API_ID,
      deadlineMs: 3_000,
      log: silent,
    });
    try {
      assert.ok((await link.send(new Api.help.GetConfig())) instanceof Api.Config);
      return link;
    } finally {
      await link.close();
    }
  }

  for (const kind of ["socks5", "http"] as const) {
    it(`is made by the ${kind} proxy, which is told the name and looks it up itself`, async function () {
      const proxy = await startProxy(kind);
      await ask({ kind, host: "127.0.0.1", port: proxy.port });
      assert.deepEqual([...new Set(proxy.targets)], [`${hiddenHost}:${telegram.port}`]);
    });
    it(`gives the ${kind} proxy its name and password, and says so when they are wrong`, async function () {
      const proxy = await startProxy(kind, { username: "reader", password: "tea: with milk" });
      const at = { kind, host: "127.0.0.1", port: proxy.port };
      await ask({ ...at, username: "reader", password: "tea: with milk" });
      const within = { withinMs: 5_000, signal: new AbortController().signal };
      const target = { host: hiddenHost, port: telegram.port };
      for (const wrong of [{ ...at, username: "reader", password: "coffee" }, at])
        await assert.rejects(openSocket(target, wrong, within), ProxyRefusedError);
    });
    it(`takes a place that the ${kind} proxy cannot reach for an outage, not for a wrong setting`, async function () {
      const proxy = await startProxy(kind, { resolve: () => null });
      const within = { withinMs: 5_000, signal: new AbortController().signal };
      await assert.rejects(
        openSocket({ host: "elsewhere", port: 1 }, { kind, host: "127.0.0.1", port: proxy.port }, within),
        (error) => error instanceof Error && !(error instanceof ProxyRefusedError),
      );
    });
    it(`is never made past the ${kind} proxy when that is away`, async function () {
      const proxy = await startProxy(kind);
      await proxy.close();
      proxies.pop();
      await assert.rejects(ask({ kind, host: "127.0.0.1", port: proxy.port }), NoAnswerError);
    });
  }

  it("is made by an MTProto proxy that knows the secret, with padding and without", async function () {
    const port = telegram.proxyPort ?? 0;
    const padded = `dd${secret}`; // each packet with another padding
    for (const text of [secret, padded, padded, padded, Buffer.from(secret, "hex").toString("base64url")])
      await ask({ kind: "mtproto", host: "127.0.0.1", port, secret: text });
    await assert.rejects(
      ask({ kind: "mtproto", host: "127.0.0.1", port, secret: "00".repeat(16) }),
      NoAnswerError,
    );
    assert.throws(() => parseSecret(`ee${secret}`), /disguises itself as TLS/);
  });

  for (const kind of ["socks5", "http", "mtproto"] as const)
    it(`is an account's own: everything it does goes through its ${kind} proxy`, async function () {
      const key = await logIn(telegram);
      const [chat] = await telegram.control.truth.chats();
      const proxy = kind === "mtproto" ? null : await startProxy(kind, { resolve: (target) => target });
      const at = { host: "127.0.0.1", port: proxy?.port ?? telegram.proxyPort ?? 0 };
      const session = await connectTelegram(telegram, {
        key,
        store: makeStore([chat?.id ?? ""]),
        proxy: JSON.stringify(kind === "mtproto" ? { kind, ...at, secret } : { kind, ...at }),
      });
      sessions.push(session);
      const page = await session.historyPage(chat?.id ?? "", {}, new AbortController().signal);
      assert.ok(page.messages.length > 0);
      const { connections } = await telegram.control.state();
      if (proxy) assert.equal(proxy.targets.length, connections.length);
      else assert.ok(connections.every(({ transport }) => transport?.startsWith("obfuscated")));
    });
});
