/** An operator's own PM2 (`pm2 start ecosystem.config.js`) beside `npm start`, `npm run status` and `npm stop`. */
import assert from "node:assert/strict";
import { stripVTControlCharacters } from "node:util";
import { findRunningPostgres } from "../../scripts/lib/postgres/server.js";
import { useCheckout } from "../support/checkout.ts";
import { eventually, waitForHttp } from "../support/eventually.ts";
import { useProcesses } from "../support/processes.ts";

const apps = ["backscroll-keeper", "discord-bot", "discord-api", "discord-client"];

describe("a PM2 of the operator's own", function () {
  this.timeout(120_000);
  const checkout = useCheckout();
  const processes = useProcesses();
  const home = () => checkout.path("own-pm2");
  const pm2 = async (...args: string[]) => {
    const process = processes.start({
      entry: checkout.path("node_modules", "pm2", "bin", "pm2"),
      args,
      cwd: checkout.path(),
      env: {
        ...checkout.ports,
        PM2_HOME: home(),
        PM2_DISCRETE_MODE: "true",
        PM2_DISABLE_VERSION_CHECK: "true",
      },
    });
    const { code } = await process.exited;
    const output = process.lines.map((line) => line.text ?? JSON.stringify(line)).join("\n");
    return { code, output: stripVTControlCharacters(output) };
  };
  after("end PM2", async function () {
    await pm2("kill");
  });

  it("starts everything from ecosystem.config.js, the services included", async function () {
    const { code, output } = await pm2("start", "ecosystem.config.js");
    assert.equal(code, 0, output);
    await waitForHttp(`http://127.0.0.1:${checkout.ports.PORT}/api/v1/health/ready`);
    await waitForHttp(`http://127.0.0.1:${checkout.ports.CLIENT_PORT}/`);
    for (const name of apps) assert.match((await pm2("show", name)).output, /status +│ online/);
  });

  it("is seen by npm run status and by npm start, which leaves it alone", async function () {
    const status = await checkout.run("status");
    assert.equal(status.code, 0, status.output);
    assert.match(status.output, /discord-bot +healthy/);
    assert.ok(status.output.includes(`another PM2 (${home()})`), status.output);
    const start = await checkout.run("start");
    assert.equal(start.code, 1);
    assert.match(start.output, /^✖ The processes run already, in another PM2 \(/m);
  });

  it("is stopped by npm stop, with the services, and none of them comes back", async function () {
    const { code, output } = await checkout.run("stop");
    assert.equal(code, 0, output);
    assert.ok(output.includes(`another PM2 (${home()})`), output);
    for (const name of apps) assert.match((await pm2("show", name)).output, /status +│ stopped/);
    assert.equal(findRunningPostgres(checkout.path("data")), null);
  });

  it("starts them again, and stops them by pm2 stop ecosystem.config.js while the database goes on", async function () {
    assert.equal((await pm2("restart", "ecosystem.config.js")).code, 0);
    await waitForHttp(`http://127.0.0.1:${checkout.ports.PORT}/api/v1/health/ready`);
    const { code, output } = await pm2("stop", "ecosystem.config.js");
    assert.equal(code, 0, output);
    await eventually("all are stopped", async () => !/online/.test((await pm2("list")).output), 20_000);
    assert.ok(findRunningPostgres(checkout.path("data"))?.ready);
    assert.match((await checkout.run("stop")).output, /Stopped .*PostgreSQL/);
  });
});
