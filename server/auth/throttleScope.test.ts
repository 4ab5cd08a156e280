import assert from "node:assert/strict";
import { throttleScope } from "./throttleScope.ts";

describe("throttleScope", function () {
  it("is the address of an IPv4 client", function () {
    assert.equal(throttleScope("203.0.113.1"), "address:203.0.113.1");
  });

  it("is the /64 network of an IPv6 client", function () {
    for (const address of [
      "2001:db8:1:2::1",
      "2001:0DB8:0001:0002:ffff:ffff:ffff:ffff",
      "2001:db8:1:2:3::",
    ]) {
      assert.equal(throttleScope(address), "address:2001:db8:1:2::/64", address);
    }
    assert.equal(throttleScope("::1"), "address:0:0:0:0::/64");
    assert.equal(throttleScope("2001:db8::1"), "address:2001:db8:0:0::/64");
  });

  it("is one for all whose address is not known", function () {
    assert.equal(throttleScope(null), "address:unknown");
  });
});
