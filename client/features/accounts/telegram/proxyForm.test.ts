import assert from "node:assert/strict";
import { ProxyInput } from "../../../../core/api/telegram.ts";
import { emptyProxy, readProxyLink, toProxy } from "./proxyForm.ts";

describe("toProxy", function () {
  it("makes of what is typed what the API takes, and nothing of half a proxy", function () {
    assert.equal(toProxy(emptyProxy), null);
    const socks = { ...emptyProxy, kind: "socks5", host: " 10.0.0.1 ", port: "1080" } as const;
    assert.deepEqual(toProxy(socks), { kind: "socks5", host: "10.0.0.1", port: 1080 });
    assert.deepEqual(ProxyInput.parse(toProxy({ ...socks, username: "u", password: "p" })), {
      kind: "socks5",
      host: "10.0.0.1",
      port: 1080,
      username: "u",
      password: "p",
    });
    for (const half of [{ host: " " }, { port: "" }, { port: "0" }, { port: "70000" }, { port: "1.5" }])
      assert.equal(toProxy({ ...socks, ...half }), undefined);
    assert.equal(toProxy({ ...socks, kind: "mtproto" }), undefined, "without its secret");
  });
});

describe("readProxyLink", function () {
  it("reads the links that Telegram itself gives out", function () {
    const secret = "dd00112233445566778899aabbccddeeff";
    for (const start of ["https://t.me/proxy", "tg://proxy"]) {
      const form = readProxyLink(`${start}?server=proxy.example.org&port=443&secret=${secret}`);
      assert.deepEqual(form && toProxy(form), {
        kind: "mtproto",
        host: "proxy.example.org",
        port: 443,
        secret,
      });
    }
    const socks = readProxyLink("tg://socks?server=10.0.0.1&port=1080&user=u&pass=p");
    assert.deepEqual([socks?.kind, socks?.username, socks?.password], ["socks5", "u", "p"]);
    assert.equal(readProxyLink("10.0.0.1"), null);
  });
});
