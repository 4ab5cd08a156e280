import assert from "node:assert/strict";
import { toCsv } from "./csv.ts";

describe("toCsv", function () {
  it("quotes what has to be, and leaves nothing that a spreadsheet would run", function () {
    assert.equal(
      toCsv([
        ["name", "n"],
        ['say "hi", you', 3],
        ["=1+1", null],
        ["@x", -2],
      ]),
      '\uFEFFname,n\r\n"say ""hi"", you",3\r\n\'=1+1,\r\n\'@x,-2\r\n',
    );
  });
});
