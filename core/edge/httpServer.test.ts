import assert from "node:assert/strict";
import type { AddressInfo } from "node:net";
import { drip, sendRaw } from "../../test/support/rawHttp.ts";
import { closeGracefully, createHttpServer, ListenError, listen } from "./httpServer.ts";

const place = (host: string, port: number) => ({ host, port, settings: { host: "HOST", port: "PORT" } });

describe("createHttpServer", function () {
  it("gives slow senders 15 s for the headers and 30 s for the whole request", function () {
    const server = createHttpServer(() => {});
    assert.deepEqual([server.headersTimeout, server.requestTimeout], [15_000, 30_000]);
  });
});

describe("createHttpServer before senders that never finish", function () {
  const limits = { headersTimeoutMs: 1_000, requestTimeoutMs: 1_500, keepAliveTimeoutMs: 5_000 };
  const server = createHttpServer((req) => void req.resume(), limits);
  before("listen", async function () {
    await listen(server, place("127.0.0.1", 0));
  });
  after("stop", async function () {
    await closeGracefully(server, 0);
  });
  const port = () => (server.address() as AddressInfo).port;

  it("closes connections whose headers or bodies trickle in", async function () {
    const beginnings = [
      "GET / HTTP/1.1\r\nHost: x\r\nX-Slow: ",
      "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5000\r\n\r\n",
      "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nffff\r\n",
    ];
    const answers = await Promise.all(beginnings.map((beginning) => drip(port(), beginning, 100)));
    for (const { status, headers, body } of answers) {
      assert.equal(status, 408);
      assert.equal(JSON.parse(body).error.code, "invalid_input");
      assert.equal(headers["cache-control"], "no-store");
      assert.match(headers["content-security-policy"] ?? "", /default-src 'none'/);
    }
  });

  it("refuses headers beyond 16 KB", async function () {
    const answer = await sendRaw(port(), `GET / HTTP/1.1\r\nHost: x\r\nX: ${"a".repeat(20_000)}\r\n\r\n`);
    assert.equal(answer.status, 431);
  });
});

describe("listen", function () {
  it("says what to do when it cannot have the address", async function () {
    const first = createHttpServer(() => {});
    await listen(first, place("127.0.0.1", 0));
    const { port } = first.address() as AddressInfo;
    await assert.rejects(
      listen(
        createHttpServer(() => {}),
        place("127.0.0.1", port),
      ),
      (error) => error instanceof ListenError && /set PORT to a free one/.test(error.message),
    );
    await assert.rejects(
      listen(
        createHttpServer(() => {}),
        place("203.0.113.1", 0),
      ),
      (error) => error instanceof ListenError && /set HOST/.test(error.message),
    );
    await closeGracefully(first, 1_000);
  });
});

describe("closeGracefully", function () {
  it("cuts off requests that are not answered in time, and says so", async function () {
    let asked: () => void = () => {};
    const isAsked = new Promise<void>((resolve) => {
      asked = resolve;
    });
    const server = createHttpServer(() => asked()); // never answers
    await listen(server, place("127.0.0.1", 0));
    const request = fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
    await isAsked;
    const [isDrained] = await Promise.all([closeGracefully(server, 100), assert.rejects(request)]);
    assert.equal(isDrained, false);
  });
});
