import assert from "node:assert/strict";
import {
  type APIMessage,
  type Client,
  Events,
  type GatewayDispatchPayload,
  GatewayDispatchEvents as Name,
} from "discord.js";
import { eventually } from "../../../test/support/eventually.ts";
import { type Sandbox, startSandbox } from "../server.ts";
import { connectClient } from "../support.test.ts";
import { canonicalLine, type TruthMessage } from "../truth/line.ts";

/** What a listener that misses nothing holds: built from gateway events alone, by other code than the sandbox's. */
class Listener {
  readonly messages = new Map<string, APIMessage>();
  readonly versions = new Map<string, string[]>();
  readonly deleted = new Set<string>();
  readonly arrived: string[] = [];
  heard = 0;

  hear({ t, d }: GatewayDispatchPayload): void {
    this.heard++;
    if (t === Name.MessageCreate) {
      this.messages.set(d.id, structuredClone(d));
      this.arrived.push(d.id);
    } else if (t === Name.MessageUpdate) {
      const known = this.messages.get(d.id);
      if (known && known.content !== d.content)
        this.versions.set(d.id, [...(this.versions.get(d.id) ?? []), known.content]);
      if (known) this.messages.set(d.id, structuredClone(d));
    } else if (t === Name.MessageDelete) this.#forget(d.id);
    else if (t === Name.MessageDeleteBulk) for (const id of d.ids) this.#forget(id);
    else if (t === Name.MessageReactionAdd) this.#count(d.message_id, d.emoji.name ?? "", 1);
    else if (t === Name.MessageReactionRemove) this.#count(d.message_id, d.emoji.name ?? "", -1);
    else if (t === Name.MessageReactionRemoveAll) {
      const message = this.messages.get(d.message_id);
      if (message) message.reactions = [];
    }
  }

  #forget(id: string): void {
    if (this.messages.delete(id)) this.deleted.add(id);
  }

  #count(id: string, emoji: string, by: number): void {
    const message = this.messages.get(id);
    if (!message) return;
    const others = (message.reactions ?? []).filter((one) => one.emoji.name !== emoji);
    const before = message.reactions?.find((one) => one.emoji.name === emoji)?.count ?? 0;
    const one = { emoji: { id: null, name: emoji }, count: before + by } as NonNullable<
      APIMessage["reactions"]
    >[number];
    message.reactions = before + by > 0 ? [...others, one] : others;
  }
}

const lineOf = (message: APIMessage) =>
  canonicalLine({
    id: message.id,
    channelId: message.channel_id,
    authorId: message.author.id,
    type: message.type,
    content: message.content,
    timestampMs: Date.parse(message.timestamp),
    editedMs: message.edited_timestamp ? Date.parse(message.edited_timestamp) : null,
    replyToId: null,
    referenceId: null,
    pinned: message.pinned,
    attachments: [],
    reactions: (message.reactions ?? [])
      .map(({ emoji, count }) => ({ emoji: emoji.name ?? "", count }))
      .sort((a, b) => Buffer.compare(Buffer.from(a.emoji), Buffer.from(b.emoji))),
  });

describe("traffic", function () {
  let sandbox: Sandbox;
  let client: Client;
  const listener = new Listener();

  before(async function () {
    sandbox = await startSandbox({ layout: "plain", channels: 4, messages: 400, limits: "off" });
    client = await connectClient(sandbox);
    client.on(Events.Raw, (packet) => listener.hear(packet as GatewayDispatchPayload));
  });
  after(async function () {
    await client.destroy();
    await sandbox.close();
  });

  it("tells a listener everything: messages, versions and deletions as in the truth", async function () {
    const { control } = sandbox;
    await control.setTraffic({ perSecond: 2_000, mix: "everyday", disorderMs: 400 });
    await eventually("many events are heard", () => listener.heard > 3_000, 20_000);
    await control.setTraffic({ perSecond: 0 });
    const { dispatch = 0 } = (await control.counters()).gateway;
    // READY and the servers came before anybody listened.
    await eventually("the last event is heard", () => listener.heard >= dispatch - 4);

    let compared = 0;
    for (const channel of await control.truth.channels()) {
      const truth: TruthMessage[] = [];
      for await (const message of control.truth.messages(channel.id)) truth.push(message);
      for (const message of truth) {
        const heard = listener.messages.get(message.id);
        if (!heard) continue; // generated: it was there before anybody listened
        const own = { ...message, replyToId: null, attachments: [] };
        assert.equal(lineOf(heard), canonicalLine(own));
        compared++;
      }
      const { versions, tombstones } = await control.truth.history(channel.id);
      for (const { messageId, past } of versions) {
        if (!listener.messages.has(messageId)) continue;
        assert.deepEqual(
          listener.versions.get(messageId),
          past.map(({ content }) => content),
        );
      }
      const living = new Set(truth.map(({ id }) => id));
      for (const { id } of tombstones) assert.ok(!living.has(id));
    }
    assert.ok(compared > 500, `${compared} messages compared`);
    assert.ok(listener.versions.size > 50);
    assert.ok(listener.deleted.size > 20);
  });

  it("lets ids arrive slightly out of order", function () {
    const inversions = listener.arrived.filter((id, i) => BigInt(id) < BigInt(listener.arrived[i - 1] ?? 0));
    assert.ok(inversions.length > 20, `${inversions.length} of ${listener.arrived.length}`);
  });

  it("counts votes and tells of them", async function () {
    const { control } = sandbox;
    const channelId = (await control.truth.channels())[0]?.id ?? "";
    const { id: messageId } = await control.postPoll({ channelId, question: "Tea?", answers: ["yes", "no"] });
    await control.vote({ channelId, messageId, answerId: 2 });
    await control.finalizePoll({ channelId, messageId });
    await eventually("the poll has ended with its vote", () => {
      const results = listener.messages.get(messageId)?.poll?.results;
      return results?.is_finalized && results.answer_counts.map(({ count }) => count).join() === "0,1";
    });
  });
});
