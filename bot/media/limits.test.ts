import assert from "node:assert/strict";
import { Bandwidth, Places } from "./limits.ts";

describe("Places", function () {
  const { signal } = new AbortController();
  it("gives no more than there are, in the order they were asked for", async function () {
    const places = new Places(1);
    const give = await places.take(signal);
    const order: string[] = [];
    const take = async (name: string) => {
      const back = await places.take(signal);
      order.push(name);
      back();
    };
    const [second, third] = [take("second"), take("third")];
    await new Promise((resolve) => setImmediate(resolve));
    assert.deepEqual(order, []);
    give();
    give(); // giving it back twice gives it back once
    await Promise.all([second, third]);
    assert.deepEqual(order, ["second", "third"]);
  });
  it("leaves no place to who stopped waiting", async function () {
    const places = new Places(1);
    const give = await places.take(signal);
    const stop = new AbortController();
    const waiting = places.take(stop.signal);
    stop.abort(new Error("stopped"));
    await assert.rejects(waiting, /stopped/);
    give();
    (await places.take(signal))();
  });
});

describe("Bandwidth", function () {
  const { signal } = new AbortController();
  it("lets a second's worth pass at once and slows what comes after", async function () {
    const bandwidth = new Bandwidth(1_000_000);
    assert.equal(await bandwidth.pass(1_000_000, signal), 0);
    assert.ok((await bandwidth.pass(20_000, signal)) > 0);
  });
  it("knows no limit at 0", async function () {
    assert.equal(await new Bandwidth(0).pass(1e12, signal), 0);
  });
});
