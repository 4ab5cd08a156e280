import assert from "node:assert/strict";
import { makeMessage, makePage } from "../testMessage.ts";
import { applyChanges } from "./changes.ts";
import { openWindow } from "./messageWindow.ts";

const message = (n: number, content = `message ${n}`) => makeMessage({ id: String(n), content });
const shown = (window: ReturnType<typeof openWindow>) => window.messages.map(({ content }) => content);

describe("applyChanges", function () {
  const end = openWindow(makePage({ messages: [message(8), message(10)], hasNewer: false }), null);

  it("appends what is new at the end, and leaves what lies beyond for later", function () {
    assert.deepEqual(shown(applyChanges(end, [{ kind: "message", message: message(11) }])), [
      "message 8",
      "message 10",
      "message 11",
    ]);
    const middle = { ...end, hasNewer: true };
    assert.equal(applyChanges(middle, [{ kind: "message", message: message(11) }]), middle);
    assert.equal(applyChanges(end, [{ kind: "message", message: message(7) }]), end);
  });
  it("puts what comes late where it belongs, and an edit in the place of what it was", function () {
    const changed = applyChanges(end, [
      { kind: "message", message: message(9) },
      { kind: "message", message: message(10, "edited") },
      { kind: "message", message: message(9, "edited too") },
    ]);
    assert.deepEqual(shown(changed), ["message 8", "edited too", "edited"]);
  });
  it("keeps what is known of gaps, and learns names", function () {
    const gap = openWindow(
      makePage({ messages: [makeMessage({ id: "8", gapBefore: ["1", "8"] })], hasNewer: false }),
      null,
    );
    const names = {
      ...makePage(),
      people: { 7: { name: "Lena", userName: "lena", isBot: false, avatar: null } },
    };
    const changed = applyChanges(gap, [{ kind: "message", message: message(8), names }]);
    assert.deepEqual([changed.messages[0]?.gapBefore, changed.people[7]?.name], [["1", "8"], "Lena"]);
  });
  it("marks what was deleted once, and drops what was erased", function () {
    const at = "2024-03-01T12:00:00.000Z";
    const deleted = applyChanges(end, [{ kind: "deleted", messageId: "8", at }]);
    assert.equal(deleted.messages[0]?.deletedAt, at);
    assert.equal(applyChanges(deleted, [{ kind: "deleted", messageId: "8", at: "2025" }]), deleted);
    assert.deepEqual(shown(applyChanges(end, [{ kind: "erased", messageId: "8" }])), ["message 10"]);
    assert.equal(applyChanges(end, [{ kind: "erased", messageId: "99" }]), end);
  });
});
