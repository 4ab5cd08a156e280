import assert from "node:assert/strict";
import type { MessageView } from "../../../../core/api/reading.ts";
import { type MessageWindow, openWindow } from "./messageWindow.ts";
import { firstWithin, refreshPart } from "./refreshPart.ts";

const message = (id: string, content: string) => ({ id, content, gapBefore: null }) as MessageView;
const windowOf = (...messages: MessageView[]): MessageWindow =>
  openWindow({ messages, people: {}, channels: {}, roles: {} } as never, null);

describe("refreshPart", function () {
  it("takes over what was changed and adds nothing", function () {
    const window = windowOf(message("9", "a"), message("10", "b"));
    const page = windowOf(message("10", "edited"), message("11", "new"));
    assert.deepEqual(
      refreshPart(window, page, { fromId: "10", ranges: [["10", "10"]] }).messages.map(
        ({ content }) => content,
      ),
      ["a", "edited"],
    );
  });
  it("leaves nothing but the place of what is not there any more, and lets alone what the page did not reach", function () {
    const window = windowOf(message("9", "a"), message("10", "b"), message("11", "c"), message("12", "d"));
    const kinds = (page: MessageWindow, ranges: [string, string][] | null) =>
      refreshPart(window, page, { fromId: "10", ranges }).messages.map(
        ({ kind, content }) => `${kind === "forgotten" ? "forgotten" : "there"} ${content}`,
      );
    const page = windowOf(message("11", "c"));
    assert.deepEqual(kinds(page, [["10", "10"]]), ["there a", "forgotten ", "there c", "there d"]);
    assert.deepEqual(kinds({ ...page, hasNewer: true }, null), [
      "there a",
      "forgotten ",
      "there c",
      "there d",
    ]);
    assert.deepEqual(kinds(page, null), ["there a", "forgotten ", "there c", "forgotten "]);
  });
});

describe("firstWithin", function () {
  it("compares ids as numbers", function () {
    const { messages } = windowOf(message("9", "a"), message("10", "b"), message("100", "c"));
    assert.equal(firstWithin(messages, [["10", "11"]]), "10");
    assert.equal(firstWithin(messages, [["11", "99"]]), null);
  });
});
