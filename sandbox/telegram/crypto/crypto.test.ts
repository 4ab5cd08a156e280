/** Against numbers written down elsewhere: what is right here does not depend on what GramJS does. */
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { exchangeKeys } from "../mtproto/handshake.ts";
import { decode } from "../tl/reader.ts";
import { encode, TlWriter } from "../tl/writer.ts";
import { decryptIge, encryptIge } from "./aesIge.ts";
import { DH_PRIME, isSafe, leftPad } from "./dh.ts";
import { openMessage, sealClientMessage } from "./messageKeys.ts";

const hex = (text: string) => Buffer.from(text.replaceAll(/\s/g, ""), "hex");

describe("encryptIge", function () {
  // B. Laurie, "OpenSSL's Implementation of Infinite Garble Extension", test vectors 1 and 2.
  const vectors = [
    {
      key: "000102030405060708090a0b0c0d0e0f",
      iv: "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f",
      plain: "00".repeat(32),
      sealed: "1a8519a6557be652e9da8e43da4ef4453cf456b4ca488aa383c79c98b34797cb",
    },
    {
      key: "5468697320697320616e20696d706c65",
      iv: "6d656e746174696f6e206f6620494745206d6f646520666f72204f70656e5353",
      plain: "99706487a1cde613bc6de0b6f24b1c7aa448c8b9c3403e3467a8cad89340f53b",
      sealed: "4c2e204c6574277320686f70652042656e20676f74206974207269676874210a",
    },
  ];

  it("gives the published vectors, and takes them back", function () {
    for (const { key, iv, plain, sealed } of vectors) {
      assert.equal(encryptIge(hex(plain), hex(key), hex(iv)).toString("hex"), sealed);
      assert.equal(decryptIge(hex(sealed), hex(key), hex(iv)).toString("hex"), plain);
    }
  });

  it("refuses what are no whole blocks", function () {
    assert.throws(() => encryptIge(Buffer.alloc(17), Buffer.alloc(32), Buffer.alloc(32)), RangeError);
  });
});

describe("exchangeKeys", function () {
  it("gives the keys of the specification's example", function () {
    // https://core.telegram.org/mtproto/samples-auth_key
    const newNonce = hex("311c85db234aa2640afc4a76a735cf5b1f0fd68bd17fa181e1229ad867cc024d");
    const serverNonce = hex("a5cf4d33f4a11ea877ba4aa573907330");
    const { key, iv } = exchangeKeys(newNonce, serverNonce);
    assert.equal(key.toString("hex"), "f011280887c7bb01df0fc4e17830e0b91fbb8be4b2267cb985ae25f33b527253");
    assert.equal(iv.toString("hex"), "3212d579ee35452ed23e0d0c92841aa7d31b2e9bdef2151e80d15860311c85db");
  });
});

describe("encode", function () {
  it("writes req_pq_multi and resPQ as the specification's example shows them", function () {
    const nonce = hex("3e0549828cca27e966b301a48fece2fc");
    assert.equal(encode({ _: "req_pq_multi", nonce }).toString("hex"), `f18e7ebe${nonce.toString("hex")}`);
    const resPq = hex(`63241605 3e0549828cca27e966b301a48fece2fc a5cf4d33f4a11ea877ba4aa573907330
      08 17ed48941a08f981 000000 15c4b51c 01000000 216be86c022bb4c3`);
    const read = decode(resPq);
    assert.equal((read.pq as Buffer).toString("hex"), "17ed48941a08f981");
    assert.equal(encode(read).toString("hex"), resPq.toString("hex"));
  });

  it("writes strings of 253 and 254 bytes with one and with four bytes of length", function () {
    const short = new TlWriter().bytes(Buffer.alloc(253, 1)).toBuffer();
    assert.equal(short[0], 253);
    assert.equal(short.length, 256);
    const long = new TlWriter().bytes(Buffer.alloc(254, 1)).toBuffer();
    assert.equal(long.subarray(0, 4).toString("hex"), "fefe0000");
    assert.equal(long.length, 260);
  });

  it("writes flags only for what is there, and bare vectors without a number", function () {
    const written = encode({ _: "messageReplyHeader", forum_topic: true, reply_to_msg_id: 7 });
    assert.equal(written.toString("hex"), "db09bcaf1800000007000000");
    const salts = encode({ _: "future_salts", req_msg_id: 1n, now: 2, salts: [] });
    assert.equal(salts.toString("hex"), "950850ae01000000000000000200000000000000");
  });

  it("refuses fields the schema does not have, missing ones and wrong types", function () {
    assert.throws(() => encode({ _: "peerUser", user_id: 1n, name: "x" }), /no field name/);
    assert.throws(() => encode({ _: "peerUser" }), /peerUser\.user_id/);
    assert.throws(
      () => encode({ _: "updateShort", update: { _: "peerUser", user_id: 1n }, date: 1 }),
      /cannot be peerUser/,
    );
  });
});

describe("openMessage", function () {
  const authKey = createHash("sha512").update("key").digest();
  const key = Buffer.concat([authKey, authKey, authKey, authKey]);
  const plain = Buffer.concat([Buffer.alloc(28), Buffer.from([8, 0, 0, 0]), Buffer.alloc(8, 5)]);

  it("opens what a client sealed", function () {
    assert.deepEqual(openMessage(key, sealClientMessage(key, plain)), plain);
  });

  it("refuses a message with one bit changed", function () {
    const sealed = sealClientMessage(key, plain);
    sealed[sealed.length - 3] = (sealed.at(-3) as number) ^ 1;
    assert.equal(openMessage(key, sealed), null);
  });
});

describe("isSafe", function () {
  it("refuses public values near zero and near the prime", function () {
    assert.equal(isSafe(leftPad(Buffer.from([3]))), false);
    assert.equal(isSafe(DH_PRIME), false);
    assert.equal(isSafe(leftPad(Buffer.alloc(250, 0x55))), true);
  });
});
