import assert from "node:assert/strict";
import { throttleScope } from "./throttleScope.ts";

describe("throttleScope", function () {
  it("is the password itself while no proxy vouches for addresses", function () {
    assert.equal(throttleScope("203.0.113.1", 0), "password");
    assert.equal(throttleScope(undefined, 1), "password");
  });

  it("is the address of an IPv4 client, however it is written", function () {
    assert.equal(throttleScope("203.0.113.1", 1), "address:203.0.113.1");
    assert.equal(throttleScope("::ffff:203.0.113.1", 1), "address:203.0.113.1");
  });

  it("is the /64 network of an IPv6 client", function () {
    const expected = "address:2001:db8:1:2::/64";
    for (const address of [
      "2001:db8:1:2::1",
      "2001:0DB8:0001:0002:ffff:ffff:ffff:ffff",
      "2001:db8:1:2:3::",
      "2001:db8:1:2::5%eth0",
    ]) {
      assert.equal(throttleScope(address, 1), expected, address);
    }
    assert.equal(throttleScope("::1", 1), "address:0:0:0:0::/64");
    assert.equal(throttleScope("2001:db8::1", 1), "address:2001:db8:0:0::/64");
  });

  it("takes what is no address as it is: it comes from a proxy we trust", function () {
    assert.equal(throttleScope("unknown", 1), "address:unknown");
  });
});
