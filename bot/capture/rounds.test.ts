import assert from "node:assert/strict";
import { archiveMessage } from "../../test/support/factories.ts";
import type { MessageEvent } from "../platforms/liveFeed.ts";
import { toRounds } from "./rounds.ts";

const place = { guildId: "1", channelId: "2" };
const created = (id: string, content = "first"): MessageEvent => ({
  kind: "created",
  place,
  message: archiveMessage({ id, content }),
  authors: [],
});
const changed = (id: string, content: string) =>
  ({ ...created(id, content), kind: "changed" }) as MessageEvent;
const deleted = (...messageIds: string[]): MessageEvent => ({ kind: "deleted", place, messageIds });
const thumbsUp = { emoji: "👍", emojiId: null, isAnimated: false, isBurst: false };
const reacted = (messageId: string, delta: 1 | -1): MessageEvent => ({
  kind: "reacted",
  userId: "400000000000000001",
  place,
  messageId,
  reaction: thumbsUp,
  delta,
});
const cleared = (messageId: string): MessageEvent => ({
  kind: "reactionsCleared",
  place,
  messageId,
  emoji: null,
});
const texts = (events: MessageEvent[]) =>
  toRounds(events).map((round) => round.messages.map(({ id, content }) => `${id} ${content}`));

describe("toRounds", function () {
  it("stores messages that do not depend on one another together", function () {
    assert.deepEqual(texts([created("10"), created("11"), changed("9", "x")]), [
      ["10 first", "11 first", "9 x"],
    ]);
  });
  it("keeps every version of a message: each edit in a round after the one before", function () {
    assert.deepEqual(texts([created("10"), changed("10", "second"), created("11"), changed("10", "third")]), [
      ["10 first", "11 first"],
      ["10 second"],
      ["10 third"],
    ]);
  });
  it("lets a deletion follow in the round of the message itself, and nothing after it", function () {
    const [only, ...more] = toRounds([created("10"), deleted("10")]);
    assert.deepEqual([only?.messages.length, only?.deletedIds, more], [1, ["10"], []]);
    assert.equal(toRounds([deleted("10"), changed("10", "back")]).length, 2);
  });
  it("sums reactions, and starts anew after they were cleared", function () {
    const [only] = toRounds([reacted("10", 1), reacted("10", 1), reacted("10", -1)]);
    assert.deepEqual(
      only?.reactions.map(({ delta }) => delta),
      [1],
    );
    const rounds = toRounds([reacted("10", 1), cleared("10"), reacted("10", 1)]);
    assert.deepEqual(
      rounds.map((round) => [round.reactions.length, round.clearings.length]),
      [
        [1, 1],
        [1, 0],
      ],
    );
  });
  it("keeps an edit apart from the reactions before it: the edit brings its own counts", function () {
    const rounds = toRounds([reacted("10", 1), changed("10", "second")]);
    assert.deepEqual(
      rounds.map((round) => [round.reactions.length, round.messages.length]),
      [
        [1, 0],
        [0, 1],
      ],
    );
  });
  it("keeps channels apart", function () {
    const elsewhere = { ...created("10"), place: { guildId: "1", channelId: "3" } };
    assert.deepEqual(
      toRounds([created("10"), elsewhere]).map((round) => round.place.channelId),
      ["2", "3"],
    );
  });
});
