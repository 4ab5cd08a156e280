import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { useReceiver } from "../../test/support/receiver.ts";
import { checkUrl, OutboundError, type OutboundOptions, postJson } from "./outbound.ts";

const signal = new AbortController().signal;
/** Host names lead nowhere but to what the test says. */
const strict: OutboundOptions = { allowPrivate: false, resolve: async () => [] };

async function failure(work: () => Promise<unknown>): Promise<OutboundError> {
  try {
    await work();
  } catch (error) {
    assert.ok(error instanceof OutboundError, String(error));
    return error;
  }
  return assert.fail("it must fail");
}

describe("postJson", function () {
  const receiver = useReceiver();
  const open: OutboundOptions = { allowPrivate: true };

  it("posts JSON and tells the status", async function () {
    receiver.answers.push(200, 503);
    receiver.headers = { "retry-after": "7" };
    assert.deepEqual(await postJson(receiver.url, { a: "ä" }, open, signal), {
      status: 200,
      retryAfterSeconds: 7,
    });
    assert.equal((await postJson(receiver.url, {}, open, signal)).status, 503);
    assert.deepEqual(receiver.received[0]?.body, { a: "ä" });
  });
  for (const host of [
    "127.0.0.1",
    "2130706433", // decimal
    "0x7f000001",
    "0177.0.0.1", // octal
    "127.1",
    "[::1]",
    "[::ffff:127.0.0.1]",
    "[::ffff:7f00:1]",
    "169.254.169.254",
    "[fd00:ec2::254]",
  ]) {
    it(`never connects to ${host}`, async function () {
      const error = await failure(() => postJson(`http://${host}/secret`, {}, strict, signal));
      assert.equal(error.code, "refused");
      assert.equal(receiver.received.length, 0);
    });
  }
  it("refuses a name that leads to a private address, be it one of many", async function () {
    for (const addresses of [["127.0.0.1"], ["1.1.1.1", "10.0.0.1"], ["::ffff:127.0.0.1"]]) {
      const resolve = async () => addresses;
      const error = await failure(() => postJson("http://a.example/x", {}, { ...strict, resolve }, signal));
      assert.equal(error.code, "refused", addresses.join());
    }
  });
  it("looks a name up once and connects to what was checked", async function () {
    const asked: string[] = [];
    // A resolver that changes its mind: a second look-up would lead away from the receiver.
    const resolve = async (host: string) => {
      asked.push(host);
      return [asked.length === 1 ? "127.0.0.1" : "127.0.0.9"];
    };
    const url = `http://rebinding.example:${receiver.port}/x`;
    assert.equal((await postJson(url, {}, { allowPrivate: true, resolve }, signal)).status, 204);
    assert.deepEqual(asked, ["rebinding.example"]);
    assert.equal(receiver.received[0]?.headers.host, `rebinding.example:${receiver.port}`);
  });
  it("does not follow redirects", async function () {
    receiver.answers.push(302);
    receiver.headers = { location: "http://169.254.169.254/latest/meta-data/" };
    assert.equal((await postJson(receiver.url, {}, open, signal)).status, 302);
    assert.equal(receiver.received.length, 1);
  });
  it("gives up after its deadline, and names the host alone", async function () {
    receiver.answers.push(null);
    const error = await failure(() => postJson(receiver.url, {}, { ...open, deadlineMs: 1_000 }, signal));
    assert.equal(error.code, "unreachable");
    assert.match(error.message, /^127\.0\.0\.1 could not be reached: no answer in time/);
    const late = await failure(() =>
      postJson(
        "http://a.example/",
        {},
        { ...strict, resolve: () => new Promise(() => {}), deadlineMs: 1_000 },
        signal,
      ),
    );
    assert.match(late.message, /no answer in time/);
  });
  it("reads no more of an answer than it needs", async function () {
    let written = 0;
    const giant = createServer((_request, response) => {
      response.writeHead(200);
      const more = () => {
        while (!response.destroyed && response.write(Buffer.alloc(64 * 1024))) written += 64 * 1024;
      };
      response.on("drain", more);
      more();
    });
    giant.listen(0, "127.0.0.1");
    await once(giant, "listening");
    const { port } = giant.address() as AddressInfo;
    assert.equal((await postJson(`http://127.0.0.1:${port}/`, {}, open, signal)).status, 200);
    giant.closeAllConnections();
    await new Promise((resolve) => giant.close(resolve));
    assert.ok(written < 50_000_000, `${written} bytes were taken`);
  });
  it("says who could not be reached without the rest of the address", async function () {
    const closed = createServer().listen(0, "127.0.0.1");
    await once(closed, "listening");
    const { port } = closed.address() as AddressInfo;
    await new Promise((resolve) => closed.close(resolve));
    const error = await failure(() => postJson(`http://127.0.0.1:${port}/s3cr3t`, {}, open, signal));
    assert.deepEqual([error.code, JSON.stringify(error).includes("s3cr3t")], ["unreachable", false]);
    assert.match(error.message, /ECONNREFUSED/);
    assert.ok(!`${error.stack}${String(error.cause)}`.includes("s3cr3t"));
  });
  it("ends with the reason of its signal", async function () {
    receiver.answers.push(null);
    const stop = new AbortController();
    const sent = postJson(receiver.url, {}, open, stop.signal);
    stop.abort(new Error("shutdown"));
    await assert.rejects(sent, /shutdown/);
  });
});

describe("checkUrl", function () {
  for (const url of [
    "ftp://a.example/",
    "file:///etc/passwd",
    "a.example",
    "https://me:word@a.example/",
    "http://a.example:8080/",
  ]) {
    it(`refuses ${url}`, function () {
      assert.throws(() => checkUrl(url, strict), OutboundError);
    });
  }
  it("takes public addresses, and others where that is allowed", function () {
    assert.equal(checkUrl("https://hooks.example/x?y=1", strict).hostname, "hooks.example");
    assert.equal(checkUrl("http://10.0.0.1:8080/", { allowPrivate: true }).port, "8080");
  });
});
