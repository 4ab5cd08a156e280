import { useTestDatabase } from "../support/database.ts";
import { useProcesses } from "../support/processes.ts";
import { eraseUnderFire } from "./erasure.ts";
import { startPlainSandbox } from "./house.ts";

describe("erasing a person while everything that could bring them back runs", function () {
  this.timeout(600_000);
  const database = useTestDatabase();
  const processes = useProcesses();

  it("leaves no trace, touches nobody else, and goes on when the bot is killed in the middle", async function () {
    const sandbox = await startPlainSandbox(processes.start, { channels: 2, messages: 100 });
    const house = { pool: database.pool, url: database.url, sandbox, start: processes.start };
    await eraseUnderFire(house, 1_000, 3_000);
  });
});
