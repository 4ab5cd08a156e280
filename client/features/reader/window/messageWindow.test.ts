import assert from "node:assert/strict";
import type { MessagePageView, MessageView } from "../../../../core/api/reading.ts";
import { makeMessage, makePage } from "../testMessage.ts";
import { addNewer, addOlder, mostMessages, openWindow, refreshNewest } from "./messageWindow.ts";
import { toRows } from "./rows.ts";

const message = (n: number, more: Partial<MessageView> = {}): MessageView =>
  makeMessage({
    id: String(n),
    content: `message ${n}`,
    createdAt: new Date(Date.UTC(2024, 2, 1, 12) + n * 1_000).toISOString(),
    ...more,
  });
const range = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => from + i);
const page = (from: number, to: number, more: Partial<MessagePageView> = {}): MessagePageView =>
  makePage({ messages: range(from, to).map((n) => message(n)), ...more });
const ids = ({ messages }: { messages: readonly MessageView[] }) => messages.map(({ id }) => Number(id));

describe("the window of messages", function () {
  it("grows at one end and shrinks at the other, and knows what lies beyond", function () {
    let window = openWindow(page(1_000, 1_050, { hasNewer: false, gapAfter: ["1050", "1060"] }), null);
    for (let from = 950; from >= 800; from -= 50) window = addOlder(window, page(from, from + 50));
    assert.deepEqual(ids(window), range(800, 800 + mostMessages));
    assert.deepEqual([window.hasOlder, window.hasNewer, window.gapAfter], [true, true, null]);
    window = addNewer(window, page(1_000, 1_050, { hasNewer: false, gapAfter: ["1050", "1060"] }));
    assert.deepEqual(ids(window), range(850, 1_050));
    assert.deepEqual([window.hasOlder, window.hasNewer, window.gapAfter], [true, false, ["1050", "1060"]]);
  });
  it("has no more lines than the page bears, where every message has a day of its own", function () {
    const day = 86_400;
    const sparse = (from: number) =>
      makePage({ messages: range(from, from + 50).map((n) => message(n * day, { id: String(n) })) });
    let window = openWindow(sparse(1_000), null);
    for (let from = 1_050; from <= 1_300; from += 50) window = addNewer(window, sparse(from));
    assert.ok(toRows(window).length <= 300, `${toRows(window).length}`);
    assert.equal(ids(window).at(-1), 1_349);
    for (let from = 1_150; from >= 900; from -= 50) window = addOlder(window, sparse(from));
    assert.ok(toRows(window).length <= 300, `${toRows(window).length}`);
    assert.equal(ids(window)[0], 900);
  });
  it("takes what is new and what changed from the newest page", function () {
    const window = openWindow(page(1, 51, { hasNewer: false }), null);
    const now = page(41, 61, { hasNewer: false });
    now.messages[0] = message(41, { content: "edited" });
    now.messages.splice(5, 1); // 46 was erased
    const fresh = refreshNewest(window, now);
    assert.deepEqual(ids(fresh), [...range(1, 46), ...range(47, 61)]);
    assert.equal(fresh.messages[40]?.content, "edited");
  });
  it("does not pretend that nothing lies between, when much was said meanwhile", function () {
    const window = openWindow(page(1, 51, { hasNewer: false }), null);
    const fresh = refreshNewest(window, page(500, 550, { hasNewer: false }));
    assert.deepEqual([ids(fresh), fresh.hasNewer], [range(1, 51), true]);
  });
});

describe("toRows", function () {
  it("puts a person's messages under one name, until somebody else speaks, time passes or a day ends", function () {
    const day = 86_400;
    const rows = toRows({
      messages: [
        message(1),
        message(2),
        message(3, { authorId: "8" }),
        message(4),
        message(600),
        message(601, { kind: "user_join" }),
        message(602),
        message(603, {
          replyTo: { messageId: "1", authorId: null, excerpt: "", isArchived: false, isDeleted: false },
        }),
        message(604),
        message(604 + day),
      ],
      gapAfter: null,
    });
    assert.deepEqual(
      rows.map((row) => (row.kind === "message" ? row.isGrouped : row.kind)),
      ["day", false, true, false, false, false, false, false, false, true, "day", false],
    );
  });
  it("draws an album as one line, by its first message", function () {
    const rows = toRows({
      messages: [
        message(1, { albumId: "5" }),
        message(2, { albumId: "5" }),
        message(3, { albumId: "6" }),
        message(4),
      ],
      gapAfter: null,
    });
    assert.deepEqual(
      rows.map((row) => (row.kind === "message" ? [row.key, row.album.length] : row.kind)),
      ["day", ["1", 2], ["3", 0], ["4", 0]],
    );
  });
  it("draws a gap before the message that follows it, and one above the newest", function () {
    const rows = toRows({
      messages: [message(1), message(9, { gapBefore: ["2", "9"] })],
      gapAfter: ["10", "12"],
    });
    assert.deepEqual(
      rows.map(({ key }) => key),
      ["day-1", "1", "gap-2", "9", "gap-10"],
    );
  });
});
