import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { createSecretBox, fingerprint, SecretUnreadableError } from "./secrets.ts";

const key = () => randomBytes(32).toString("base64");
const place = "accounts:token_encrypted:7";

describe("createSecretBox", function () {
  it("opens what it sealed, at its place", function () {
    const box = createSecretBox(key());
    assert.equal(box.open(box.seal("πass word", place), place), "πass word");
    assert.equal(box.open(box.seal("", place), place), "");
  });
  it("never seals the same text to the same value", function () {
    const box = createSecretBox(key());
    assert.notEqual(box.seal("x", place), box.seal("x", place));
  });
  it("refuses a value moved to another row", function () {
    const box = createSecretBox(key());
    assert.throws(() => box.open(box.seal("x", place), "accounts:token_encrypted:8"), SecretUnreadableError);
  });
  it("refuses another key and says so", function () {
    const sealed = createSecretBox(key()).seal("x", place);
    assert.throws(() => createSecretBox(key()).open(sealed, place), /another ENCRYPTION_KEY/);
  });
  it("refuses a value with any bit flipped", function () {
    const box = createSecretBox(key());
    const parts = box.seal("secret", place).split(":");
    for (const index of [2, 3, 4]) {
      const bytes = Buffer.from(parts[index] ?? "", "base64");
      for (let bit = 0; bit < bytes.length * 8; bit++) {
        const flipped = Buffer.from(bytes);
        flipped[bit >> 3] = (flipped[bit >> 3] ?? 0) ^ (1 << (bit & 7));
        const changed = parts.with(index, flipped.toString("base64")).join(":");
        assert.throws(() => box.open(changed, place), SecretUnreadableError);
      }
    }
  });
  it("refuses what is no sealed value at all", function () {
    for (const text of ["", "plain text", "v2:a:b:c:d", "v1:::"]) {
      assert.throws(() => createSecretBox(key()).open(text, place), SecretUnreadableError);
    }
  });
  it("refuses a key of the wrong length", function () {
    assert.throws(() => createSecretBox(randomBytes(16).toString("base64")), RangeError);
  });
});

describe("fingerprint", function () {
  it("tells tokens apart and does not contain them", function () {
    assert.notEqual(fingerprint("a"), fingerprint("b"));
    assert.equal(fingerprint("token"), fingerprint("token"));
    assert.match(fingerprint("token"), /^[0-9a-f]{64}$/);
  });
});
