/**
 * Our queue beside graphile-worker and pg-boss, in alternating rounds on one PostgreSQL.
 *
 *   npm run bench -- queue [enqueue|latency|throughput|backlog|lane …]
 *
 * queue.<name>_ratio: ours against the better of the two others, median of the rounds; above 1 is better, for
 * times as well as for rates.
 */
import { setTimeout as sleep } from "node:timers/promises";
import { Client } from "pg";
import { startTestServer } from "../scripts/lib/test/server.js";
import { backscroll } from "./queues/backscroll.ts";
import type { Contender } from "./queues/contender.ts";
import { median, result } from "./support/house.ts";

const rounds = 5;
const quantile = (values: readonly number[], share: number) =>
  [...values].sort((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * share))] ??
  Number.NaN;
const perSecond = (count: number, ms: number) => count / (ms / 1_000);

async function timed(work: () => Promise<void>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

/** Figures of one contender in one round. Rates: larger is better. Names that end in _ms: smaller is better. */
type Figures = Record<string, number>;
type Row = (contender: Contender) => Promise<Figures>;

const rows: Record<string, Row> = {
  async enqueue(contender) {
    await contender.empty();
    const one = await timed(() => contender.enqueueEach(2_000));
    const together = await timed(async () => {
      for (let n = 0; n < 10; n++) await contender.enqueueTogether(1_000);
    });
    return { enqueue: perSecond(2_000, one), enqueue_1000: perSecond(10_000, together) };
  },
  async latency(contender) {
    await contender.empty();
    let started: () => void = () => undefined;
    const worker = await contender.work(1, () => started());
    await sleep(1_000);
    const took: number[] = [];
    const samples = contender.name === "pg-boss" ? 20 : 200; // it polls: half a second each
    for (let n = 0; n < samples; n++) {
      await sleep(5); // idle again
      const running = new Promise<void>((resolve) => {
        started = resolve;
      });
      const start = performance.now();
      await contender.enqueueEach(1);
      await running;
      took.push(performance.now() - start);
    }
    await worker.stop();
    return { start_p50_ms: quantile(took, 0.5), start_p99_ms: quantile(took, 0.99) };
  },
  async throughput(contender) {
    const figures: Figures = {};
    for (const concurrency of [1, 10]) {
      const count = 3_000;
      await contender.empty();
      await contender.prefill(0, count);
      let done = 0;
      let finished: () => void = () => undefined;
      const all = new Promise<void>((resolve) => {
        finished = resolve;
      });
      const start = performance.now();
      const worker = await contender.work(concurrency, () => {
        if (++done === count) finished();
      });
      await all;
      figures[`throughput_${concurrency}`] = perSecond(count, performance.now() - start);
      await worker.stop();
    }
    return figures;
  },
};

/** Rows whose tables are filled once: they take a minute to make, and claims change little of them. */
const filledRows: Record<
  string,
  { fill: (contender: Contender) => Promise<void>; measure: Row; needsLanes: boolean }
> = {
  backlog: {
    needsLanes: false,
    fill: (contender) => contender.prefill(1_000_000, 100_000),
    async measure(contender) {
      const took = await contender.claimEach(contender.name === "pg-boss" ? 20 : 300); // it takes 0.2 s for each
      return { backlog_claim_p50_ms: quantile(took, 0.5), backlog_claim_p99_ms: quantile(took, 0.99) };
    },
  },
  lane: {
    needsLanes: true,
    async fill(contender) {
      await contender.prefillBusyLane?.(100_000, 5_000);
    },
    async measure(contender) {
      const took = await contender.claimEach(100);
      return { busy_lane_claim_p50_ms: quantile(took, 0.5), busy_lane_claim_p99_ms: quantile(took, 0.99) };
    },
  },
};

/** Prints each contender's figures and our ratio to the better of the others, median over the rounds. */
function report(figures: Map<string, Figures[]>): void {
  const ours = figures.get("backscroll") ?? [];
  for (const name of Object.keys(ours[0] ?? {})) {
    const smallerIsBetter = name.endsWith("_ms");
    for (const [contender, list] of figures) {
      const values = list.map((round) => round[name] ?? Number.NaN);
      const spread = `${Math.min(...values).toPrecision(3)} to ${Math.max(...values).toPrecision(3)}`;
      console.log(
        `${name.padEnd(24)} ${contender.padEnd(16)} ${median(values).toPrecision(4).padStart(9)}  (${spread})`,
      );
    }
    const ratios = ours.map((round, index) => {
      const others = [...figures]
        .filter(([contender]) => contender !== "backscroll")
        .map(([, list]) => list[index]?.[name] ?? Number.NaN);
      const own = round[name] ?? Number.NaN;
      return smallerIsBetter ? Math.min(...others) / own : own / Math.max(...others);
    });
    result(`queue.${name.replace(/_ms$/, "")}_ratio`, median(ratios));
  }
}

const wanted = process.argv.slice(2);
const isWanted = (name: string) => wanted.length === 0 || wanted.includes(name);
const server = await startTestServer({ settings: { fsync: "on", max_wal_size: "4GB" } });
const contenders = [backscroll(), ...(await Promise.all(["graphileWorker", "pgBoss"].map(loadPeer)))];
try {
  const admin = new Client({ connectionString: server.url });
  await admin.connect();
  for (const contender of contenders) {
    const url = new URL(server.url);
    url.pathname = `/bench_${contender.name.replace("-", "_")}`;
    await admin.query(`create database ${url.pathname.slice(1)}`);
    await contender.setUp(url.href);
  }
  await admin.end();
  for (const [name, measure] of Object.entries(rows)) {
    if (!isWanted(name)) continue;
    report(await inRounds(contenders, measure));
  }
  for (const [name, { fill, measure, needsLanes }] of Object.entries(filledRows)) {
    if (!isWanted(name)) continue;
    const taking = contenders.filter((contender) => !needsLanes || contender.prefillBusyLane !== null);
    for (const contender of taking) {
      await contender.empty();
      await fill(contender);
    }
    report(await inRounds(taking, measure));
  }
} finally {
  await Promise.all(contenders.map((contender) => contender.close()));
  await server.remove();
}

/** Of packages that are installed beside it (bench/queues/package.json), which the compiler does not know. */
async function loadPeer(name: "graphileWorker" | "pgBoss" | (string & {})): Promise<Contender> {
  const loaded: Record<string, () => Contender> = await import(`./queues/${name}.ts`);
  const create = loaded[name];
  if (!create) throw new Error(`bench/queues/${name}.ts has no ${name}`);
  return create();
}

/** Alternating: every contender once per round, in an order that turns, so that drift of the machine hits all alike. */
async function inRounds(taking: readonly Contender[], measure: Row): Promise<Map<string, Figures[]>> {
  const figures = new Map<string, Figures[]>(taking.map((contender) => [contender.name, []]));
  for (let round = 0; round < rounds; round++) {
    for (let turn = 0; turn < taking.length; turn++) {
      const contender = taking[(round + turn) % taking.length];
      if (contender) figures.get(contender.name)?.push(await measure(contender));
    }
  }
  return figures;
}
