import assert from "node:assert/strict";
import { isPublicAddress } from "./publicAddress.ts";

describe("isPublicAddress", function () {
  for (const address of ["1.1.1.1", "172.32.0.1", "100.128.0.1", "2606:4700:4700::1111", "2a00:1450::1"]) {
    it(`takes ${address}`, function () {
      assert.equal(isPublicAddress(address), true);
    });
  }
  for (const address of [
    "0.0.0.0",
    "10.1.2.3",
    "100.64.0.1", // carrier-grade NAT
    "127.0.0.1",
    "127.255.255.255",
    "169.254.169.254", // metadata of clouds
    "172.16.0.1",
    "172.31.255.255",
    "192.168.1.1",
    "198.18.0.1",
    "224.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "::ffff:127.0.0.1",
    "::ffff:8.8.8.8",
    "64:ff9b::7f00:1", // NAT64
    "2002:7f00:1::", // 6to4
    "2001:0:1::1", // Teredo
    "fc00::1",
    "fd00:ec2::254", // metadata, by IPv6
    "fe80::1",
    "ff02::1",
    "example.org",
    "",
  ]) {
    it(`refuses ${address || "nothing"}`, function () {
      assert.equal(isPublicAddress(address), false);
    });
  }
});
