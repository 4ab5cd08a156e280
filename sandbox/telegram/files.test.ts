import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { Api } from "telegram/tl/index.js";
import { failsWith, useTelegram } from "../../test/support/telegram.ts";
import { wholeFile } from "./files/bytes.ts";
import { imageSize } from "./files/imageSize.ts";
import { photoParts } from "./files/photos.ts";
import { fileOf } from "./world/facts.ts";
import { findMessage } from "./world/messages.ts";

describe("files of the sandbox's Telegram", function () {
  const telegram = useTelegram({ messages: 1_500 }, { keep: true });
  const chatCalled = (title: string) =>
    [...telegram.core.world.chats.values()].find((chat) => chat.title === title);

  it("are downloaded from their data centre with the bytes the truth tells", async function () {
    const client = await telegram.signedIn();
    await client.getMe();
    const chat = chatCalled("Lanternworks");
    const { chats } = (await client.invoke(
      new Api.messages.GetDialogs({ offsetPeer: new Api.InputPeerEmpty(), limit: 100 }),
    )) as Api.messages.Dialogs;
    const entity = chats.find((found) => (found as Api.Channel).title === "Lanternworks") as Api.Channel;
    const truth = (await telegram.control.truth.files(`-100${String(chat?.id)}`)).filter(
      ({ sizeBytes }) => sizeBytes < 500_000,
    );
    const far = new Set<number>();
    for (const { id, sha256 } of truth.slice(0, 14)) {
      const [message] = await client.getMessages(entity, { ids: [id] });
      const bytes = (await client.downloadMedia(message as Api.Message)) as Buffer;
      assert.equal(createHash("sha256").update(bytes).digest("hex"), sha256, `message ${id}`);
      const file = chat && fileOf(findMessage(chat, id) as never);
      far.add(file?.dcId ?? 0);
    }
    assert.deepEqual(
      [...far].sort((a, b) => a - b),
      [1, 2],
    );
  });

  it("give photos that programs can read, of the size they say", function () {
    const chat = chatCalled("Lanternworks");
    for (let id = 1; id < 700 && chat; id++) {
      const facts = findMessage(chat, id);
      const file = facts && fileOf(facts);
      if (file?.kind !== "photo") continue;
      const whole = wholeFile(file);
      assert.equal(whole.length, photoParts(file).at(-1)?.sizeBytes);
      assert.deepEqual(imageSize(whole), { width: file.width, height: file.height });
    }
  });

  it("are refused with an old reference, at another data centre, and at odd offsets", async function () {
    const client = await telegram.signedIn();
    const chat = chatCalled("Lanternworks");
    const { chats } = (await client.invoke(
      new Api.messages.GetDialogs({ offsetPeer: new Api.InputPeerEmpty(), limit: 100 }),
    )) as Api.messages.Dialogs;
    const entity = chats.find((found) => (found as Api.Channel).title === "Lanternworks") as Api.Channel;
    const fetchAt = async (dcId: number) => {
      const truth = await telegram.control.truth.files(`-100${String(chat?.id)}`);
      const ids = truth.filter(({ id }) => {
        const file = chat && fileOf(findMessage(chat, id) as never);
        return file?.dcId === dcId && file.kind === "photo";
      });
      const [message] = await client.getMessages(entity, { ids: [ids[0]?.id ?? 0] });
      const { photo } = (message as Api.Message).media as Api.MessageMediaPhoto;
      const { id, accessHash, fileReference } = photo as Api.Photo;
      return new Api.InputPhotoFileLocation({ id, accessHash, fileReference, thumbSize: "m" });
    };
    const part = (location: Api.InputPhotoFileLocation, offset = 0, limit = 4096) =>
      client.invoke(new Api.upload.GetFile({ location, offset: offset as never, limit }));
    const near = await fetchAt(2);
    assert.ok(((await part(near)) as Api.upload.File).bytes.length > 0);
    await assert.rejects(part(near, 100), failsWith("OFFSET_INVALID"));
    await assert.rejects(part(near, 0, 5_000), failsWith("LIMIT_INVALID"));
    await assert.rejects(part(await fetchAt(1)), /FILE_MIGRATE|stored in DC 1/i);
    await telegram.control.expireReferences({});
    await assert.rejects(part(near), failsWith("FILE_REFERENCE_EXPIRED"));
    assert.ok(((await part(await fetchAt(2))) as Api.upload.File).bytes.length > 0);
  });
});
