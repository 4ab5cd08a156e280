import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { readSignedAddress, signAddress } from "./signedAddress.ts";

const key = randomBytes(32).toString("base64");
const now = new Date("2026-05-01T12:00:00Z");
const later = (seconds: number) => new Date(now.getTime() + seconds * 1000);

describe("readSignedAddress", function () {
  const header = signAddress(key, "2001:db8::5", now);

  it("gives back what was signed with the same key", function () {
    assert.equal(readSignedAddress(key, header, now), "2001:db8::5");
    assert.equal(readSignedAddress(key, header, later(299)), "2001:db8::5");
    assert.equal(readSignedAddress(key, header, later(-299)), "2001:db8::5", "clocks differ");
  });

  it("takes nothing else", function () {
    const [address, time, signature] = header.split(";");
    const other = signAddress(randomBytes(32).toString("base64"), "2001:db8::5", now);
    const forged = [
      undefined,
      "",
      "203.0.113.9",
      `203.0.113.9;${time};${signature}`,
      `${address};${Number(time) + 1};${signature}`,
      `${address};${time};`,
      `${address};${time};${signature}x`,
      `${address};${time};${signature};`,
      `${address};;${signature}`,
      other,
    ];
    for (const each of forged) assert.equal(readSignedAddress(key, each, now), null, each);
    assert.equal(readSignedAddress(key, header, later(302)), null, "overheard long ago");
    assert.equal(readSignedAddress(key, header, later(-302)), null, "from the future");
  });
});
