import assert from "node:assert/strict";
import { answerHeaders, requestHeaders } from "./forward.ts";

const claimed = {
  host: "console.example:3000",
  cookie: "sid=1",
  "if-none-match": 'W/"x"',
  "x-forwarded-for": "6.6.6.6",
  "x-forwarded-host": "evil.example",
  "x-forwarded-proto": "https",
  "x-real-ip": "6.6.6.6",
  connection: "keep-alive",
};

describe("requestHeaders", function () {
  it("passes cookies and conditional headers", function () {
    const headers = requestHeaders(new Headers(claimed), "http:", 0);
    assert.equal(headers.get("cookie"), "sid=1");
    assert.equal(headers.get("if-none-match"), 'W/"x"');
  });

  it("drops what a client claims about its address, host and protocol", function () {
    const headers = requestHeaders(new Headers(claimed), "http:", 0);
    assert.equal(headers.get("x-forwarded-for"), null);
    assert.equal(headers.get("x-real-ip"), null);
    assert.equal(headers.get("x-forwarded-host"), "console.example:3000");
    assert.equal(headers.get("x-forwarded-proto"), "http");
  });

  it("keeps what a trusted proxy wrote", function () {
    const headers = requestHeaders(new Headers(claimed), "http:", 1);
    assert.equal(headers.get("x-forwarded-for"), "6.6.6.6");
    assert.equal(headers.get("x-forwarded-host"), "evil.example");
    assert.equal(headers.get("x-forwarded-proto"), "https");
  });
});

describe("answerHeaders", function () {
  it("keeps each Set-Cookie apart", function () {
    const answer = new Headers({ etag: "x", "content-length": "3" });
    answer.append("set-cookie", "a=1");
    answer.append("set-cookie", "b=2");
    const headers = answerHeaders(answer);
    assert.deepEqual(headers.getSetCookie(), ["a=1", "b=2"]);
    assert.equal(headers.get("etag"), "x");
    assert.equal(headers.get("content-length"), null);
  });
});
