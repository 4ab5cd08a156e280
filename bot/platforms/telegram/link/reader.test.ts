import assert from "node:assert/strict";
import { Api, toLong } from "../gram.ts";
import { readObject, UnreadableObjectError } from "./reader.ts";

const user = (id: number) => new Api.PeerUser({ userId: toLong(id) });

describe("readObject", function () {
  it("refuses an object with something unknown in it, and reads the next one as ever", function () {
    const whole = new Api.Updates({
      updates: [],
      users: [],
      chats: [],
      date: 1,
      seq: 0,
    });
    const message = new Api.Message({
      id: 1,
      peerId: user(1),
      date: 1,
      message: "x",
      entities: [new Api.MessageEntityBold({ offset: 0, length: 1 })],
    });
    const bytes = message.getBytes();
    const id = Buffer.alloc(4);
    id.writeUInt32LE(Api.MessageEntityBold.CONSTRUCTOR_ID);
    const unknown = Buffer.from(bytes);
    unknown.writeUInt32LE(0x12345678, bytes.indexOf(id));
    assert.throws(
      () => readObject(unknown),
      (error) => error instanceof UnreadableObjectError && error.constructorId === 0x12345678,
    );
    const again = readObject(bytes) as Api.Message;
    assert.equal(again.entities?.length, 1, "lists are read as lists after it");
    assert.ok(readObject(whole.getBytes()) instanceof Api.Updates);
  });
  it("refuses what is cut off, wherever it is cut", function () {
    const bytes = new Api.Message({ id: 1, peerId: user(5), date: 1, message: "hello" }).getBytes();
    for (let length = 4; length < bytes.length; length += 4)
      assert.throws(() => readObject(bytes.subarray(0, length)), UnreadableObjectError);
  });
  it("reads 64-bit numbers exactly", function () {
    for (const id of ["-9223372036854775808", "9223372036854775807", "-1", "5000000001"]) {
      const peer = new Api.PeerUser({ userId: toLong(id) });
      assert.equal((readObject(peer.getBytes()) as Api.PeerUser).userId.toString(), id);
    }
  });
});
