import assert from "node:assert/strict";
import { announceChanges, rangesOf } from "../../core/database/archive/changes.ts";
import { createLogger } from "../../core/log.ts";
import { useApi } from "../../test/support/api.ts";
import { useTestDatabase } from "../../test/support/database.ts";
import { eventually } from "../../test/support/eventually.ts";
import { channelId, makeChannel, makeTask } from "../../test/support/factories.ts";
import { createEventHub, type EventHub } from "./hub.ts";

interface Heard {
  id: string;
  event: string;
  data: Record<string, unknown>;
}

describe("the stream of events", function () {
  this.timeout(20_000);
  const database = useTestDatabase();
  let hub: EventHub;
  // The server is made once; each test has a hub of its own behind it.
  const api = useApi(database, {
    events: {
      open: (...given) => hub.open(...given),
      checkSessions: () => hub.checkSessions(),
      close: () => hub.close(),
    },
  });
  beforeEach("listen to the database", function () {
    hub = createEventHub({
      db: database.pool,
      listenUrl: database.url,
      now: () => api.clock,
      log: createLogger({ process: "test", level: "silent" }),
      everyMs: 100,
    });
  });
  afterEach(async function () {
    await hub.close();
  });

  /** Reads a stream until it ends or is closed. */
  async function open(query: string, headers: Record<string, string> = {}) {
    const stop = new AbortController();
    const response = await fetch(`${api.origin}/api/v1/events?${query}`, {
      headers: { cookie: api.cookie, ...headers },
      signal: stop.signal,
    });
    const heard: Heard[] = [];
    let isOver = false;
    const reading = (async () => {
      let text = "";
      const decoder = new TextDecoder();
      for await (const part of response.body ?? []) {
        text += decoder.decode(part as Uint8Array, { stream: true });
        const blocks = text.split("\n\n");
        text = blocks.pop() ?? "";
        for (const block of blocks) {
          const field = (name: string) => new RegExp(`^${name}: (.*)$`, "m").exec(block)?.[1] ?? "";
          if (field("event") !== "" && field("event") !== "beat")
            heard.push({ id: field("id"), event: field("event"), data: JSON.parse(field("data")) });
        }
      }
    })()
      .catch(() => undefined)
      .finally(() => {
        isOver = true;
      });
    return {
      response,
      heard,
      get isOver() {
        return isOver;
      },
      async close() {
        stop.abort();
        await reading;
      },
    };
  }
  const announce = (ids: string[], channel = channelId) =>
    announceChanges(database.pool, channel, rangesOf(ids));
  /** Notifications before the hub listens are heard by nobody. */
  const untilHeard = async (stream: { heard: Heard[] }) => {
    await eventually("something is heard", async () => {
      if (stream.heard.some(({ event }) => event === "channel")) return true;
      await announce(["1"]);
      return false;
    });
    await new Promise((resolve) => setTimeout(resolve, 300)); // what was coalesced
    stream.heard.length = 0;
  };

  it("tells of changes in the channels that are open, and of no others", async function () {
    const stream = await open(`channels=${channelId}`);
    assert.match(stream.response.headers.get("content-type") ?? "", /^text\/event-stream/);
    assert.match(stream.response.headers.get("cache-control") ?? "", /no-transform/);
    await untilHeard(stream);
    await announce(["7"], "300000000000000002");
    await announce(["5", "6", "9"]);
    await eventually("it is heard of", () => stream.heard.length === 1);
    assert.deepEqual(stream.heard[0]?.data, {
      kind: "channel",
      channelId,
      ranges: [
        ["5", "6"],
        ["9", "9"],
      ],
    });
    await stream.close();
  });
  it("joins what happens at once, so that thousands of changes are a few events", async function () {
    const stream = await open(`channels=${channelId}`);
    await untilHeard(stream);
    for (let i = 0; i < 1_000; i += 50)
      await Promise.all(Array.from({ length: 50 }, (_, k) => announce([String(10_000 + (i + k) * 2)])));
    const ranges = () => stream.heard.flatMap(({ data }) => data.ranges as [string, string][]);
    await eventually("it is heard of", () => ranges().some(([, to]) => to === "11998"));
    assert.ok(stream.heard.length < 60, `${stream.heard.length} events`);
    assert.ok(ranges().length <= stream.heard.length * 8);
    await stream.close();
  });
  it("tells what was missed while it was broken off, once, and says so when that is not known", async function () {
    const first = await open(`channels=${channelId}`);
    await untilHeard(first);
    await announce(["20"]);
    await eventually("it is heard of", () => first.heard.length === 1);
    const lastId = first.heard[0]?.id ?? "";
    await first.close();
    await announce(["21"]);
    await new Promise((resolve) => setTimeout(resolve, 300));
    const second = await open(`channels=${channelId}`, { "last-event-id": lastId });
    await eventually("it is heard of", () => second.heard.length === 1);
    assert.deepEqual(second.heard[0]?.data.ranges, [["21", "21"]]);
    await second.close();
    const third = await open(`channels=${channelId}&lastEventId=elsewhere-5`);
    await eventually("it is heard of", () => third.heard.length === 1);
    assert.equal(third.heard[0]?.event, "reset");
    await third.close();
  });
  it("tells that tasks have moved: begun, made progress, steered", async function () {
    await makeChannel(database.pool);
    const stream = await open("tasks=1");
    await eventually(
      "it is heard of",
      () => stream.heard.length > 0 || makeTask(database.pool).then(() => false),
    );
    await new Promise((resolve) => setTimeout(resolve, 400));
    stream.heard.length = 0;
    const id = await makeTask(database.pool, { status: "running", channel_id: channelId });
    await eventually("it is heard of", () => stream.heard.some(({ event }) => event === "tasks"));
    await new Promise((resolve) => setTimeout(resolve, 400));
    stream.heard.length = 0;
    await database.pool.query("update history_fetch_tasks set progress = 0.5 where id = $1", [id]);
    await eventually("it is heard of", () => stream.heard.some(({ event }) => event === "tasks"));
    await stream.close();
  });
  it("ends with the session", async function () {
    const stream = await open("tasks=1");
    assert.equal((await api.post("/auth/logout")).status, 200);
    await eventually("it is heard of", () => stream.isOver);
  });
  it("is for those who signed in and say what they want, and not without end", async function () {
    assert.equal((await api.get("/events")).status, 400);
    assert.equal((await api.get("/events?channels=x")).status, 400);
    assert.equal((await api.request("/events?tasks=1", { signedOut: true })).status, 401);
    const streams = await Promise.all(Array.from({ length: 20 }, () => open("tasks=1")));
    const { status, body } = await api.get("/events?tasks=1");
    assert.deepEqual([status, body.error.code], [503, "too_many_streams"]);
    await Promise.all(streams.map((stream) => stream.close()));
    await eventually("something is heard", async () => {
      const again = await open("tasks=1");
      await again.close();
      return again.response.status === 200;
    });
  });
});
