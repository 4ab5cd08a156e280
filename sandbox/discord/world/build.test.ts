import assert from "node:assert/strict";
import { truthDigest } from "../truth/truth.ts";
import { createWorld } from "./build.ts";
import { MessageFlag, MessageType } from "./facts.ts";
import { countMessages, eachMessage } from "./messages.ts";
import { ChannelKind, isThreadOnly, type World } from "./model.ts";

const totalOf = (world: World) =>
  [...world.channels.values()].reduce((sum, one) => sum + countMessages(one), 0);

describe("createWorld", function () {
  it("holds exactly as many messages as asked for", function () {
    for (const messages of [100, 1_234, 20_000, 10_000_000])
      assert.equal(totalOf(createWorld({ messages })), messages);
  });

  it("makes plain channels of exactly equal size", function () {
    const world = createWorld({ layout: "plain", channels: 60, messages: 120_000 });
    const sizes = [...world.channels.values()].map(countMessages);
    assert.deepEqual(
      sizes,
      Array.from({ length: 60 }, () => 2_000),
    );
    const uneven = createWorld({ layout: "plain", channels: 7, messages: 100 });
    assert.deepEqual([...uneven.channels.values()].map(countMessages), [15, 15, 14, 14, 14, 14, 14]);
  });

  it("makes thousands of channels, in categories, over several guilds", function () {
    const world = createWorld({ layout: "plain", channels: 10_000, messages: 30_000, guilds: 2 });
    const text = [...world.channels.values()].filter(({ type }) => type === ChannelKind.text);
    assert.equal(text.length, 10_000);
    assert.equal(world.guilds.size, 2);
    assert.ok(text.every(({ parent }) => parent?.type === ChannelKind.category));
  });

  it("is the same world again for the same options, and another for another seed", async function () {
    const digestsOf = async (seed: number) => {
      const world = createWorld({ seed, messages: 3_000 });
      return Promise.all([...world.channels.values()].map(truthDigest));
    };
    const first = await digestsOf(5);
    assert.deepEqual(await digestsOf(5), first);
    const other = await digestsOf(6);
    assert.notDeepEqual(
      other.map(({ sha256 }) => sha256),
      first.map(({ sha256 }) => sha256),
    );
  });

  it("uses ids of 17 to 19 digits only, each message id once per channel", function () {
    const world = createWorld({ messages: 5_000 });
    const ids = [...world.guilds.keys(), ...world.users.keys(), ...world.channels.keys()];
    for (const guild of world.guilds.values()) {
      ids.push(
        ...guild.roles.keys(),
        ...guild.emojis.map(({ id }) => id),
        ...guild.stickers.map(({ id }) => id),
      );
    }
    for (const channel of world.channels.values()) {
      const own = [...eachMessage(channel)].flatMap((facts) => [
        facts.id,
        ...facts.attachments.map(({ id }) => id),
      ]);
      assert.equal(new Set(own).size, own.length);
      ids.push(...own);
    }
    for (const id of ids) assert.match(id, /^[1-9]\d{16,18}$/);
  });

  it("gives threads the id of the message they began with, and posts that of their first message", function () {
    const world = createWorld({ messages: 20_000 });
    let starters = 0;
    let posts = 0;
    for (const thread of world.channels.values()) {
      if (!thread.thread || !thread.parent) continue;
      const [first] = eachMessage(thread);
      if (isThreadOnly(thread.parent)) {
        assert.equal(first?.id, thread.id);
        posts++;
      } else if (first?.type === MessageType.threadStarter) {
        assert.equal(first.reference?.messageId, thread.id);
        starters++;
      }
    }
    assert.ok(starters > 50 && posts > 50, `${starters} starters, ${posts} posts`);
  });

  it("contains every kind of channel and message that Discord has for an archive", function () {
    const world = createWorld({ messages: 20_000 });
    const types = new Set([...world.channels.values()].map(({ type }) => type));
    for (const [kind, type] of Object.entries(ChannelKind)) assert.ok(types.has(type), kind);
    const seen = new Set<string>();
    for (const channel of world.channels.values()) {
      for (const facts of eachMessage(channel)) {
        seen.add(`type ${facts.type}`);
        if (facts.editedMs) seen.add("edited");
        if (facts.webhookId) seen.add("webhook");
        if (facts.poll) seen.add("poll");
        if (facts.embeds.length) seen.add("embed");
        if (facts.components.length) seen.add("components");
        if (facts.stickers.length) seen.add("sticker");
        if (facts.attachments.length > 1) seen.add("several attachments");
        if (facts.flags & MessageFlag.voiceMessage) seen.add("voice");
        if (facts.flags & MessageFlag.hasSnapshot) seen.add("forward");
        if (facts.flags & MessageFlag.crossposted) seen.add("crossposted");
        if (facts.thread) seen.add("thread");
        if (facts.channel.pins.has(facts.id)) seen.add("pinned");
        if (facts.mentions.length) seen.add("mention");
        if (facts.mentionEveryone) seen.add("everyone");
        for (const { emoji, burst } of facts.reactions) {
          seen.add(emoji.animated ? "animated reaction" : emoji.id ? "custom reaction" : "unicode reaction");
          if (burst) seen.add("super reaction");
        }
        for (const [name, script] of Object.entries(SCRIPTS)) if (script.test(facts.content)) seen.add(name);
      }
    }
    assert.deepEqual(
      WANTED.filter((what) => !seen.has(what)),
      [],
    );
  });

  it("refuses options that make no world", function () {
    assert.throws(() => createWorld({ messages: 10_000_001 }), RangeError);
    assert.throws(() => createWorld({ messages: 5 }), RangeError);
    assert.throws(() => createWorld({ endsAt: "yesterday" }), RangeError);
    assert.throws(() => createWorld({ tokens: ["a", "a"] }), RangeError);
  });
});

const SCRIPTS = {
  Han: /\p{Script=Han}/u,
  kana: /\p{Script=Hiragana}/u,
  Cyrillic: /\p{Script=Cyrillic}/u,
  Arabic: /\p{Script=Arabic}/u,
  emoji: /\p{Emoji_Presentation}/u,
  "code block": /```/,
  spoiler: /\|\|/,
  "custom emoji": /<a?:\w+:\d+>/,
  "channel mention": /<#\d+>/,
};

const WANTED = [
  ...[0, 6, 7, 8, 18, 19, 21, 46].map((type) => `type ${type}`),
  "edited",
  "webhook",
  "poll",
  "embed",
  "components",
  "sticker",
  "several attachments",
  "voice",
  "forward",
  "crossposted",
  "thread",
  "pinned",
  "mention",
  "everyone",
  "animated reaction",
  "custom reaction",
  "unicode reaction",
  "super reaction",
  ...Object.keys(SCRIPTS),
];
