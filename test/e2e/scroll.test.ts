import assert from "node:assert/strict";
import { useHouse } from "./house.ts";
import { seedLargeServer, seedServer } from "./seed.ts";

/** What Chromium's trace says of a frame. */
interface TraceEvent {
  name: string;
  /** Microseconds. */
  ts: number;
}

/** Pixels, and pixels per second: a page of the list every quarter of a second. */
const distance = 20_000;
const speed = 4_000;

describe("scrolling through 10,000 channels", function () {
  this.timeout(120_000);
  const house = useHouse();
  let largeGuildId = "";
  before("fill the database", async function () {
    await seedServer(house.pool);
    largeGuildId = await seedLargeServer(house.pool, 10_000);
  });

  // Frames are told and not judged: how many there are is the machine's business (docs/benchmarks.md).
  it("draws each row once as it comes, and those that stay not again", async function () {
    const page = await house.open(`/admin?guild=${largeGuildId}`);
    const list = page.getByRole("treegrid");
    await page.getByText("room-1", { exact: true }).waitFor();
    const box = await list.boundingBox();
    const row = await list.getByRole("row").nth(2).boundingBox();
    assert.ok(box && row);
    const chromium = await page.context().newCDPSession(page);
    const scroll = (yDistance: number) =>
      chromium.send("Input.synthesizeScrollGesture", {
        x: box.x + box.width / 2,
        y: box.y + box.height / 2,
        yDistance,
        speed,
        gestureSourceType: "mouse",
      });
    await scroll(-2_000); // what is compiled at first use is
    const browser = page.context().browser();
    assert.ok(browser);
    await browser.startTracing(page, { categories: ["disabled-by-default-devtools.timeline.frame"] });
    // Of the page itself: the compositor also draws, smoothly, a list whose rows come late.
    const counting = page.evaluate(`new Promise((resolve) => {
      let rows = 0, texts = 0;
      new MutationObserver((changes) => {
        for (const change of changes) {
          if (change.type === "characterData") texts++;
          for (const node of change.addedNodes) if (node.matches?.("[role=row]")) rows++;
        }
      }).observe(document.querySelector("[role=treegrid]"), { childList: true, characterData: true, subtree: true });
      const times = [];
      const step = (at) => {
        times.push(at);
        if (times.at(-1) - times[0] < ${(distance / speed) * 1_000}) requestAnimationFrame(step);
        else resolve({ times, rows, texts });
      };
      requestAnimationFrame(step);
    })`);
    await scroll(-distance);
    const { times, rows, texts } = (await counting) as { times: number[]; rows: number; texts: number };
    const { traceEvents } = JSON.parse(String(await browser.stopTracing())) as { traceEvents: TraceEvent[] };
    const drawn = traceEvents.filter(({ name }) => name === "DrawFrame").map(({ ts }) => ts / 1_000);
    const worst = Math.max(...times.slice(1).map((time, index) => time - (times[index] as number)));
    console.log(`RESULT console.scroll_fps ${ratePerSecond(drawn).toFixed(1)}`);
    console.log(`RESULT console.scroll_page_fps ${ratePerSecond(times).toFixed(1)}`);
    console.log(`RESULT console.scroll_worst_frame_ms ${worst.toFixed(0)}`);
    const passed = distance / row.height;
    assert.ok(rows > 0 && rows < passed * 1.5, `${rows} rows were made while ${passed} passed`);
    assert.ok(texts < passed, `${texts} texts of rows that stayed were written`);
  });
});

/** How many there were per second, from the first to the last; all in milliseconds. */
function ratePerSecond(times: readonly number[]): number {
  const first = times[0];
  const last = times.at(-1);
  assert.ok(first !== undefined && last !== undefined && last > first, `${times.length} frames`);
  return ((times.length - 1) * 1_000) / (last - first);
}
