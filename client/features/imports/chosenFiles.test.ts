import assert from "node:assert/strict";
import { groupFiles } from "./chosenFiles.ts";

const chosen = (path: string, size = 1) => ({ path, file: { size } as File });

describe("groupFiles", function () {
  it("keeps loose files together and every zip file by itself", function () {
    const groups = groupFiles([chosen("a.json", 2), chosen("package.zip", 5), chosen("a [part 2].json", 3)]);
    assert.deepEqual(
      groups.map(({ name, files, sizeBytes }) => [name, files.map(({ path }) => path), sizeBytes]),
      [
        ["a.json", ["a.json", "a [part 2].json"], 5],
        ["package.zip", ["package.zip"], 5],
      ],
    );
  });
  it("names a folder by itself, and several by their first file", function () {
    assert.equal(groupFiles([chosen("chat/result.json"), chosen("chat/photos/1.jpg")])[0]?.name, "chat");
    assert.equal(
      groupFiles([chosen("chat/result.json"), chosen("other/1.jpg")])[0]?.name,
      "chat/result.json",
    );
  });
  it("makes nothing of nothing", function () {
    assert.deepEqual(groupFiles([]), []);
  });
});
