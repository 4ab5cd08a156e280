import assert from "node:assert/strict";
import { once } from "node:events";
import { request } from "node:http";
import { createServer, type Socket } from "node:net";
import { freePort } from "../scripts/lib/ports.js";
import { isSocketError } from "./socketErrors.ts";

describe("isSocketError", function () {
  it("is true for connections that are refused or reset, as Node and fetch tell it", async function () {
    const port = await freePort();
    const [refused] = await once(request({ port, host: "127.0.0.1" }).end(), "error").catch(
      (error: unknown) => [error],
    );
    assert.ok(isSocketError(refused));
    const server = createServer((socket: Socket) => socket.resetAndDestroy()).listen(0, "127.0.0.1");
    await once(server, "listening");
    const { port: open } = server.address() as { port: number };
    const error: unknown = await fetch(`http://127.0.0.1:${open}`).catch((reason: Error) => reason.cause);
    server.close();
    assert.ok(isSocketError(error));
  });
  it("is false for everything else", function () {
    assert.ok(!isSocketError(new TypeError("a bug")));
    assert.ok(!isSocketError(Object.assign(new Error("no space"), { code: "ENOSPC" })));
    assert.ok(!isSocketError(Object.assign(new Error("x"), { code: "23505" })));
    assert.ok(!isSocketError("ECONNRESET"));
  });
});
