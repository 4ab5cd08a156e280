import assert from "node:assert/strict";
import { clientAddress, isNetwork, trustNetworks } from "./address.ts";

describe("isNetwork", function () {
  it("takes addresses and networks of both families and nothing else", function () {
    for (const good of ["127.0.0.1", "10.0.0.0/8", "::1", "2001:db8::/32", "0.0.0.0/0"]) {
      assert.equal(isNetwork(good), true, good);
    }
    const bad = [
      "1",
      "",
      "proxy.local",
      "10.0.0.0/33",
      "::/129",
      "10.0.0.0/",
      "10.0.0.0/8/8",
      "10.0.0/8",
      "::1/x",
    ];
    for (const text of bad) assert.equal(isNetwork(text), false, text);
  });
});

describe("clientAddress", function () {
  const isTrusted = trustNetworks(["10.0.0.0/8", "192.0.2.7", "fd00::/8"]);
  const cases: [peer: string | undefined, forwardedFor: string | undefined, expected: string | null][] = [
    ["203.0.113.1", undefined, "203.0.113.1"],
    ["203.0.113.1", "198.51.100.9", "203.0.113.1"], // nobody vouches for it
    ["::ffff:203.0.113.1", "198.51.100.9", "203.0.113.1"],
    ["10.1.2.3", "198.51.100.9", "198.51.100.9"],
    ["::ffff:10.1.2.3", "198.51.100.9", "198.51.100.9"],
    ["10.1.2.3", "6.6.6.6, 198.51.100.9", "198.51.100.9"], // the front is made up
    ["10.1.2.3", "6.6.6.6, 198.51.100.9, 192.0.2.7", "198.51.100.9"],
    ["10.1.2.3", "6.6.6.6, 192.0.2.8, 192.0.2.7", "192.0.2.8"],
    ["10.1.2.3", undefined, "10.1.2.3"],
    ["10.1.2.3", "", "10.1.2.3"],
    ["10.1.2.3", "unknown", "10.1.2.3"],
    ["10.1.2.3", "198.51.100.9:4711", "198.51.100.9"],
    ["fd00::1", "[2001:db8::5]:4711", "2001:db8::5"],
    ["fd00::1", "2001:db8::5", "2001:db8::5"],
    ["fe80::1%eth0", undefined, "fe80::1"],
    [undefined, "198.51.100.9", null],
  ];
  for (const [peer, forwardedFor, expected] of cases) {
    it(`takes ${peer} with X-Forwarded-For ${forwardedFor} for ${expected}`, function () {
      assert.equal(clientAddress(peer, forwardedFor, isTrusted), expected);
    });
  }

  it("believes nobody where no proxy is listed", function () {
    assert.equal(clientAddress("127.0.0.1", "198.51.100.9", trustNetworks([])), "127.0.0.1");
  });
});
