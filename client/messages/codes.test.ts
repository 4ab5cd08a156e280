import assert from "node:assert/strict";
import { WaitingCode } from "../../core/api/tasks.ts";
import { errorCodes } from "../../core/model/errorCode.ts";
import { statusReasons } from "../../core/queue/reasons.ts";
import english from "./en.json" with { type: "json" };

// Parity with the other languages is held by parity.test.ts.
describe("words for codes", function () {
  for (const reason of statusReasons) {
    it(`has them for the status reason ${reason}`, function () {
      assert.ok((english.reasons as Partial<Record<string, { title: string }>>)[reason]?.title);
    });
  }
  it("has none for reasons that nothing writes", function () {
    assert.deepEqual(
      Object.keys(english.reasons).filter((key) => !(statusReasons as readonly string[]).includes(key)),
      [],
    );
  });
  it("has them for every way of waiting", function () {
    assert.deepEqual(Object.keys(english.waiting).sort(), [...WaitingCode.options].sort());
  });
  it("has them for every error of the API", function () {
    for (const code of errorCodes) assert.ok((english.errors as Partial<Record<string, string>>)[code], code);
  });
});
