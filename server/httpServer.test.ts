import assert from "node:assert/strict";
import type { AddressInfo } from "node:net";
import { closeGracefully, createHttpServer, ListenError, listen } from "./httpServer.ts";

describe("createHttpServer", function () {
  it("gives slow senders 15 s for the headers and 30 s for the whole request", function () {
    const server = createHttpServer(() => {});
    assert.deepEqual([server.headersTimeout, server.requestTimeout], [15_000, 30_000]);
  });
});

describe("listen", function () {
  it("says what to do when it cannot have the address", async function () {
    const first = createHttpServer(() => {});
    await listen(first, "127.0.0.1", 0);
    const { port } = first.address() as AddressInfo;
    await assert.rejects(
      listen(
        createHttpServer(() => {}),
        "127.0.0.1",
        port,
      ),
      (error) => error instanceof ListenError && /set PORT to a free one/.test(error.message),
    );
    await assert.rejects(
      listen(
        createHttpServer(() => {}),
        "203.0.113.1",
        0,
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
    await listen(server, "127.0.0.1", 0);
    const request = fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
    await isAsked;
    const [isDrained] = await Promise.all([closeGracefully(server, 100), assert.rejects(request)]);
    assert.equal(isDrained, false);
  });
});
