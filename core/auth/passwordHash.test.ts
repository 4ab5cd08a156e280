import assert from "node:assert/strict";
import { hashPassword, isHashOutdated, matchesHash } from "./passwordHash.ts";

describe("hashPassword", function () {
  it("gives every password a salt of its own", async function () {
    const [first, second] = await Promise.all([hashPassword("same"), hashPassword("same")]);
    assert.notEqual(first, second);
    assert.equal(await matchesHash(first, "same"), true);
    assert.equal(await matchesHash(second, "Same"), false);
    assert.equal(isHashOutdated(first), false);
  });

  it("serves more callers than it has places, all of them", async function () {
    const hashes = await Promise.all(Array.from({ length: 12 }, (_, n) => hashPassword(`password ${n}`)));
    const matches = await Promise.all(hashes.map((each, n) => matchesHash(each, `password ${n}`)));
    assert.deepEqual(
      matches,
      Array.from({ length: 12 }, () => true),
    );
    await assert.rejects(matchesHash("no hash", "x"));
    assert.equal(await matchesHash(hashes[0] ?? "", "password 0"), true, "a failure gives its place back");
  });
});
