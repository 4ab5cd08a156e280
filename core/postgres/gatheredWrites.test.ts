import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer, type Socket, connect as toServer } from "node:net";
import { Client } from "pg";
import { useTestDatabase } from "../../test/support/database.ts";
import { gatherWrites } from "./gatheredWrites.ts";

describe("gatherWrites", function () {
  const database = useTestDatabase();

  it("sends what is asked in one turn together, in order, and answers each", async function () {
    const arrived: number[] = [];
    const proxy = createServer((from: Socket) => {
      const { hostname, port } = new URL(database.url);
      const to = toServer(Number(port), hostname);
      from.on("data", (chunk) => arrived.push(chunk.length)).pipe(to);
      to.pipe(from);
      for (const side of [from, to]) side.on("error", () => {});
    }).listen(0, "127.0.0.1");
    await once(proxy, "listening");
    const url = new URL(database.url);
    url.port = String((proxy.address() as { port: number }).port);
    const client = new Client({ connectionString: url.href, pipeline: true });
    await client.connect();
    const send = gatherWrites(client);
    arrived.length = 0;
    const answers = await Promise.all([1, 2, 3].map((n) => send<{ n: number }>(`select ${n} as n`)));
    assert.deepEqual(
      answers.map(({ rows }) => rows[0]?.n),
      [1, 2, 3],
    );
    assert.equal(arrived.length, 1);
    assert.equal((await send<{ n: number }>("select 4 as n")).rows[0]?.n, 4); // the next turn is sent as well
    await client.end();
    proxy.close();
  });
  it("sends what is large at once", async function () {
    const client = await database.pool.connect();
    try {
      const send = gatherWrites(client);
      const large = "x".repeat(100_000);
      const sent = send("select length($1::text) as n", [large]);
      const { stream } = (client as unknown as { connection: { stream: { writableLength: number } } })
        .connection;
      assert.ok(stream.writableLength < large.length); // on its way, or in the kernel's hands
      await sent;
    } finally {
      client.release();
    }
  });
});
