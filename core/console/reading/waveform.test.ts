import assert from "node:assert/strict";
import { unpackWaveform } from "./waveform.ts";

describe("unpackWaveform", function () {
  it("reads levels of five bits, the lowest first, over the edges of bytes", function () {
    // 31, 0, 31, 0 … : bits 11111 00000 11111 00000 …
    let bits = 0n;
    for (let i = 0; i < 8; i += 2) bits |= 31n << BigInt(i * 5);
    const bytes = Buffer.from([...Buffer.from(bits.toString(16).padStart(10, "0"), "hex")].toReversed());
    assert.deepEqual(unpackWaveform(bytes.toString("base64")), [255, 0, 255, 0, 255, 0, 255, 0]);
  });
  it("makes nothing of nothing", function () {
    assert.equal(unpackWaveform(""), null);
  });
});
