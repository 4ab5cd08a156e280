import assert from "node:assert/strict";
import { createCipheriv, createHash, randomBytes } from "node:crypto";
import { BrokenStreamError, fullFraming, proxyFraming } from "./framing.ts";

/** A stream in pieces of every size. */
const pieces = (bytes: Buffer, size: number) =>
  Array.from({ length: Math.ceil(bytes.length / size) }, (_, at) =>
    bytes.subarray(at * size, (at + 1) * size),
  );

describe("fullFraming", function () {
  it("is the bytes the specification gives", function () {
    // Length 16, number 0, four bytes, CRC32 of all before (zlib's, checked with Python's binascii.crc32).
    const frame = fullFraming().encode(Buffer.from([1, 2, 3, 4]));
    assert.equal(frame.subarray(0, 12).toString("hex"), "100000000000000001020304");
    assert.equal(frame.length, 16);
  });
  it("finds packets of any size in a stream cut anywhere, large ones included", function () {
    const sender = fullFraming();
    const packets = [randomBytes(4), randomBytes(1_000_000), randomBytes(40)];
    const stream = Buffer.concat(packets.map((packet) => sender.encode(packet)));
    for (const size of [1_000, 65_536, stream.length]) {
      const receiver = fullFraming();
      const found = pieces(stream, size).flatMap((piece) => receiver.decode(piece));
      assert.deepEqual(
        found.map((one) => one.toString("hex")),
        packets.map((one) => one.toString("hex")),
      );
    }
  });
  it("refuses a damaged packet and an impossible length", function () {
    const damaged = fullFraming().encode(Buffer.alloc(40));
    damaged[20] = 1;
    assert.throws(() => fullFraming().decode(damaged), BrokenStreamError);
    assert.throws(() => fullFraming().decode(Buffer.from("ffffff7f00000000", "hex")), BrokenStreamError);
  });
  it("passes a bare error code on", function () {
    const code = Buffer.alloc(4);
    code.writeInt32LE(-429);
    assert.equal(fullFraming().decode(code)[0]?.readInt32LE(0), -429);
  });
});

describe("proxyFraming", function () {
  for (const secret of [randomBytes(16), Buffer.concat([Buffer.from([0xdd]), randomBytes(16)])])
    it(`can be read by a proxy that knows the secret of ${secret.length} bytes, and by no other`, function () {
      const framing = proxyFraming(secret, 2);
      const key = (bytes: Buffer) => createHash("sha256").update(bytes).update(secret.subarray(-16)).digest();
      const inner = framing.prelude.subarray(8, 56);
      const decipher = createCipheriv("aes-256-ctr", key(inner.subarray(0, 32)), inner.subarray(32));
      const header = decipher.update(framing.prelude);
      assert.equal(header.subarray(56, 60).toString("hex"), secret.length === 17 ? "dddddddd" : "eeeeeeee");
      assert.equal(header.readInt16LE(60), 2);
      const packet = randomBytes(64);
      const sent = decipher.update(framing.encode(packet));
      assert.ok(sent.subarray(4, 68).equals(packet));
      assert.ok(sent.length - 4 === sent.readUInt32LE(0));
      const reversed = Buffer.from(inner.toReversed());
      const answer = createCipheriv("aes-256-ctr", key(reversed.subarray(0, 32)), reversed.subarray(32));
      const length = Buffer.alloc(4);
      length.writeUInt32LE(64);
      const [received] = framing.decode(answer.update(Buffer.concat([length, packet])));
      assert.ok(received?.equals(packet));
    });
});
