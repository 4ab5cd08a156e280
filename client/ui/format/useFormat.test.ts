import assert from "node:assert/strict";
import { createFormat } from "./useFormat.ts";

const format = createFormat("en");
const plain = (text: string) => text.replaceAll(/[\u00a0\u202f\u2009]/g, " ");

describe("createFormat", function () {
  it("never rounds up to 100 % what is not whole", function () {
    assert.equal(format.percent(0.9999), "99%");
    assert.equal(format.percent(1), "100%");
    assert.equal(format.percent(0.052), "5.2%");
    assert.equal(format.percent(0), "0%");
  });

  it("writes durations in their two largest units", function () {
    assert.equal(format.duration(12), "12 sec");
    assert.equal(format.duration(134), "2 min 14 sec");
    assert.equal(format.duration(4_800), "1 hr 20 min");
    assert.equal(format.duration(7_200), "2 hr");
    assert.equal(format.duration(-3), "0 sec");
  });

  it("rounds what is only guessed", function () {
    assert.equal(format.about(147), "2 min");
    assert.equal(format.about(40), "40 sec");
    assert.equal(format.about(4_830), "1 hr 20 min");
  });

  it("says now instead of in 0 seconds", function () {
    assert.equal(format.relative(1_000, 1_400), "now");
    assert.equal(plain(format.relative(0, 185_000)), "3 min. ago");
    assert.equal(plain(format.relative(185_000, 0)), "in 3 min.");
  });

  it("writes sizes in units of thousand", function () {
    assert.equal(plain(format.bytes(123_400_000)), "123 MB");
    assert.equal(plain(format.bytes(0)), "0 byte");
  });

  it("shortens numbers only from ten thousand on, on axes always", function () {
    assert.equal(format.compact(9_999), "9,999");
    assert.equal(format.compact(149_400), "149.4K");
    assert.equal(format.axis(9_000), "9K");
  });

  it("writes Chinese dates in digits", function () {
    assert.equal(createFormat("zh-Hant").date("2025-12-31T12:00:00Z"), "2025/12/31");
  });
});
