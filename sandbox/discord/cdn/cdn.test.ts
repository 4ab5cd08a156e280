import assert from "node:assert/strict";
import { type APIAttachment, type APIMessage, type REST, Routes } from "discord.js";
import { type Sandbox, startSandbox } from "../server.ts";
import { channelNamed, makeRest } from "../support.test.ts";

describe("the CDN", function () {
  let sandbox: Sandbox;
  let rest: REST;
  let nowMs: number;
  let attachments: APIAttachment[];

  beforeEach(async function () {
    nowMs = Date.UTC(2026, 5, 1);
    sandbox = await startSandbox({ messages: 20_000, limits: "off", now: () => nowMs });
    rest = makeRest(sandbox);
    attachments = await read();
  });
  afterEach(() => sandbox.close());

  async function read(): Promise<APIAttachment[]> {
    const channels = await Promise.all(
      ["show-and-tell", "general", "introductions"].map((one) => channelNamed(sandbox, one)),
    );
    const pages = await Promise.all(
      channels.map((id) =>
        rest.get(Routes.channelMessages(id), { query: new URLSearchParams({ limit: "100" }) }),
      ),
    );
    return (pages.flat() as APIMessage[]).flatMap((message) => message.attachments);
  }
  const refresh = async (urls: string[]) =>
    (
      (await rest.post("/attachments/refresh-urls", { body: { attachment_urls: urls } })) as {
        refreshed_urls: { original: string; refreshed: string }[];
      }
    ).refreshed_urls;

  it("serves every file with exactly the size and type it was announced with", async function () {
    assert.ok(attachments.length > 60);
    for (const { url, size, content_type: type } of attachments) {
      const response = await fetch(url);
      const bytes = Buffer.from(await response.arrayBuffer());
      assert.equal(response.status, 200);
      assert.equal(bytes.length, size, url);
      assert.equal(response.headers.get("content-type"), type);
    }
  });

  it("serves true pictures of the announced width and height, the same every time", async function () {
    const pictures = attachments.filter(({ content_type: type }) => type === "image/png");
    assert.ok(pictures.length > 40);
    for (const { url, width, height } of pictures.slice(0, 12)) {
      const bytes = Buffer.from(await (await fetch(url)).arrayBuffer());
      assert.equal(bytes.subarray(1, 4).toString(), "PNG");
      assert.deepEqual([bytes.readUInt32BE(16), bytes.readUInt32BE(20)], [width, height]);
      assert.deepEqual(Buffer.from(await (await fetch(url)).arrayBuffer()), bytes);
    }
  });

  it("answers ranges, so that a broken download can go on", async function () {
    const { url = "", size = 0 } = attachments[0] ?? {};
    const whole = Buffer.from(await (await fetch(url)).arrayBuffer());
    const part = await fetch(url, { headers: { range: "bytes=1000-" } });
    assert.equal(part.status, 206);
    assert.equal(part.headers.get("content-range"), `bytes 1000-${size - 1}/${size}`);
    assert.deepEqual(Buffer.from(await part.arrayBuffer()), whole.subarray(1_000));
    const last = await fetch(url, { headers: { range: "bytes=-10" } });
    assert.deepEqual(Buffer.from(await last.arrayBuffer()), whole.subarray(-10));
    assert.equal((await fetch(url, { headers: { range: `bytes=${size}-` } })).status, 416);
  });

  it("refuses links after a day, forged ones at any time, and renews them", async function () {
    const { url = "" } = attachments[0] ?? {};
    nowMs += 86_399_000;
    assert.equal((await fetch(url)).status, 200);
    nowMs += 2_000;
    const expired = await fetch(url);
    assert.equal(expired.status, 404);
    assert.equal(await expired.text(), "This content is no longer available.");
    assert.equal((await fetch(url.split("?")[0] ?? "")).status, 404);
    assert.equal((await fetch(url.replace(/ex=[0-9a-f]+/, "ex=7fffffff"))).status, 404);
    const [renewed] = await refresh([url, "https://elsewhere.example/attachments/1/2/x.png"]);
    assert.equal(renewed?.original, url);
    assert.equal((await fetch(renewed?.refreshed ?? "")).status, 200);
  });

  it("expires all links on demand; reading again gives good ones", async function () {
    const url = attachments[0]?.url ?? "";
    await sandbox.control.expireLinks({});
    assert.equal((await fetch(url)).status, 404);
    assert.equal((await fetch((await read())[0]?.url ?? "")).status, 200);
  });

  it("no longer serves files of deleted messages", async function () {
    const channelId = await channelNamed(sandbox, "general");
    const posted = await sandbox.control.postMessages({ channelId, attachments: [{ filename: "a.png" }] });
    const messageId = posted.messages[0]?.id ?? "";
    const message = (await rest.get(Routes.channelMessage(channelId, messageId))) as APIMessage;
    const url = message.attachments[0]?.url ?? "";
    assert.equal((await fetch(url)).status, 200);
    await sandbox.control.deleteMessages({ channelId, messageIds: [messageId] });
    assert.equal((await fetch(url)).status, 404);
  });

  it("serves avatars, icons, emoji, stickers and previews as pictures", async function () {
    const [guild] = (await rest.get(Routes.userGuilds())) as { id: string; icon: string }[];
    for (const path of [
      `/icons/${guild?.id}/${guild?.icon}.png`,
      "/avatars/123456789012345678/abc.png?size=64",
      "/embed/avatars/3.png",
      "/emojis/123456789012345678.webp",
      "/stickers/123456789012345678.png",
      "/external/0123.png",
    ]) {
      const response = await fetch(`${sandbox.cdnBase}${path}`);
      assert.equal(response.status, 200, path);
      assert.equal(
        Buffer.from(await response.arrayBuffer())
          .subarray(1, 4)
          .toString(),
        "PNG",
      );
    }
    assert.equal((await fetch(`${sandbox.cdnBase}/nothing/here`)).status, 404);
  });

  it("breaks off in the middle of a file when told to", async function () {
    await sandbox.control.addFault({ match: { route: "cdn/attachments" }, action: "cut-body", times: 1 });
    const { url = "" } = attachments[0] ?? {};
    await assert.rejects(fetch(url).then((response) => response.arrayBuffer()));
    assert.equal((await fetch(url)).status, 200);
  });
});
