import assert from "node:assert/strict";
import { clientHeader } from "../../core/edge/signedAddress.ts";
import { endToEnd, reachedBy, withoutClaims } from "./headers.ts";

const claimed = {
  host: "console.example:3000",
  cookie: "sid=1",
  "if-none-match": 'W/"x"',
  "accept-encoding": "br",
  forwarded: "for=6.6.6.6",
  "x-forwarded-for": "6.6.6.6",
  "x-forwarded-host": "evil.example",
  "x-forwarded-proto": "https",
  "x-forwarded-port": "443",
  "x-real-ip": "6.6.6.6",
  [clientHeader]: "6.6.6.6;1;x",
};

describe("reachedBy", function () {
  it("takes host and protocol from the request itself", function () {
    assert.deepEqual(reachedBy(claimed, false), { host: "console.example:3000", protocol: "http" });
  });

  it("believes the proxy that is trusted", function () {
    assert.deepEqual(reachedBy(claimed, true), { host: "evil.example", protocol: "https" });
    assert.deepEqual(reachedBy({ host: "a", "x-forwarded-proto": "gopher" }, true), {
      host: "a",
      protocol: "http",
    });
  });
});

describe("withoutClaims", function () {
  it("keeps what belongs to the request and drops what a client says about itself", function () {
    assert.deepEqual(withoutClaims(claimed, { host: "console.example:3000", protocol: "http" }), {
      host: "console.example:3000",
      cookie: "sid=1",
      "if-none-match": 'W/"x"',
      "accept-encoding": "br",
      "x-forwarded-host": "console.example:3000",
      "x-forwarded-proto": "http",
    });
  });
});

describe("endToEnd", function () {
  it("drops what belongs to one connection, and keeps each Set-Cookie apart", function () {
    const headers = endToEnd({
      connection: "keep-alive, X-Secret",
      "keep-alive": "timeout=5",
      "transfer-encoding": "chunked",
      "x-secret": "1",
      etag: "x",
      "content-encoding": "br",
      "set-cookie": ["a=1", "b=2"],
    });
    assert.deepEqual(headers, { etag: "x", "content-encoding": "br", "set-cookie": ["a=1", "b=2"] });
  });
});
