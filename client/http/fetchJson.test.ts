import assert from "node:assert/strict";
import { fetchJson } from "./fetchJson.ts";

describe("fetchJson", function () {
  const given = globalThis.fetch;
  const asked: { tag: string | null; cache: string | undefined }[] = [];
  let version = 1;
  before("stand in for the browser's fetch", function () {
    globalThis.fetch = async (_path, init) => {
      const tag = new Headers(init?.headers).get("if-none-match");
      asked.push({ tag, cache: init?.cache });
      const etag = `W/"${version}"`;
      if (tag === etag) return new Response(null, { status: 304, headers: { etag } });
      return Response.json({ version }, { headers: { etag } });
    };
  });
  beforeEach(function () {
    asked.length = 0;
  });
  after("give it back", function () {
    globalThis.fetch = given;
  });

  it("asks whether what it has still holds, by itself, since no cache may store an answer", async function () {
    const first = await fetchJson<{ version: number }>("/tasks");
    const again = await fetchJson("/tasks");
    assert.equal(again, first, "the same object: nothing has to be compared or drawn again");
    version = 2;
    assert.deepEqual(await fetchJson("/tasks"), { version: 2 });
    assert.deepEqual(
      asked.map(({ tag, cache }) => [tag, cache]),
      [
        [null, "no-store"],
        ['W/"1"', "no-store"],
        ['W/"1"', "no-store"],
      ],
    );
  });

  it("keeps what is polled, and no more than some of the rest", async function () {
    for (let n = 0; n < 60; n++) {
      await fetchJson(`/tasks/${n}`);
      await fetchJson("/polled");
    }
    asked.length = 0;
    await fetchJson("/polled");
    await fetchJson("/tasks/59");
    await fetchJson("/tasks/1");
    assert.deepEqual(
      asked.map(({ tag }) => tag),
      ['W/"2"', 'W/"2"', null],
    );
  });
});
