import assert from "node:assert/strict";
import { session } from "./session.ts";

describe("session", function () {
  afterEach(function () {
    session.restore();
  });

  it("lets everything that waits go on once somebody has signed in", async function () {
    const done: string[] = [];
    const waiting = ["a", "b"].map((name) => session.whenRestored().then(() => done.push(name)));
    assert.ok(session.get().ended);
    assert.deepEqual(done, []);
    session.restore();
    await Promise.all(waiting);
    assert.deepEqual(done, ["a", "b"]);
    assert.ok(!session.get().ended);
  });

  it("tells its listeners of each change once", function () {
    let told = 0;
    const forget = session.subscribe(() => told++);
    session.end();
    session.end();
    session.restore();
    forget();
    session.end();
    assert.equal(told, 2);
  });
});
