import assert from "node:assert/strict";
import { createServerKey } from "../../../../sandbox/telegram/crypto/rsa.ts";
import { Handshake } from "../../../../sandbox/telegram/mtproto/handshake.ts";
import { TlReader } from "../../../../sandbox/telegram/tl/reader.ts";
import { encode } from "../../../../sandbox/telegram/tl/writer.ts";
import { type Exchange, makeAuthKey, trustServerKey } from "./handshake.ts";

describe("makeAuthKey", function () {
  this.timeout(30_000);
  const serverKey = createServerKey();
  const trusted = new Set([trustServerKey(serverKey.publicPem)]);

  /** A server whose first `spoiled` handshakes end as they do when GramJS has cut the zero off its key. */
  function serve(spoiled: number): { exchange: Exchange; keys: Buffer[] } {
    let handshake = new Handshake(serverKey, 2, Date.now);
    const keys: Buffer[] = [];
    const exchange: Exchange = async (packet) => {
      const message = new TlReader(packet.subarray(20)).object();
      if (message._ === "req_pq_multi") handshake = new Handshake(serverKey, 2, Date.now);
      const answered = handshake.answer(message);
      assert.ok(answered);
      const { answer, key } = answered;
      if (key) keys.push(key.authKey);
      if (key && keys.length <= spoiled) answer.new_nonce_hash1 = Buffer.alloc(16);
      const body = encode(answer);
      const head = Buffer.alloc(20);
      head.writeBigInt64LE(((BigInt(Date.now()) << 32n) / 1_000n) | 1n, 8);
      head.writeInt32LE(body.length, 16);
      return Buffer.concat([head, body]);
    };
    return { exchange, keys };
  }

  it("agrees on a key with the server", async function () {
    const { exchange, keys } = serve(0);
    const { key } = await makeAuthKey(exchange, trusted);
    assert.ok(keys[0]?.equals(key.bytes));
  });
  it("makes another one where GramJS finds the proof of a key wrong, and gives up on a server that has none", async function () {
    const { exchange, keys } = serve(2);
    const { key } = await makeAuthKey(exchange, trusted);
    assert.deepEqual([keys.length, keys[2]?.equals(key.bytes)], [3, true]);
    await assert.rejects(makeAuthKey(serve(9).exchange, trusted), /Step 3/);
  });
});
