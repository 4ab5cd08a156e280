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
      refreshPart(window, page).messages.map(({ content }) => content),
      ["a", "edited"],
    );
  });
});

describe("firstWithin", function () {
  it("compares ids as numbers", function () {
    const { messages } = windowOf(message("9", "a"), message("10", "b"), message("100", "c"));
    assert.equal(firstWithin(messages, [["10", "11"]]), "10");
    assert.equal(firstWithin(messages, [["11", "99"]]), null);
  });
});
