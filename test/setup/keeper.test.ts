/** What `npm start` watches: the services come back by themselves, and stay down once they were stopped. */
import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { serverProcesses } from "../../scripts/lib/postgres/postmaster.js";
import { findRunningPostgres } from "../../scripts/lib/postgres/server.js";
import { commandLine } from "../../scripts/lib/processes.js";
import { useCheckout } from "../support/checkout.ts";
import { eventually, waitForHttp } from "../support/eventually.ts";
import { useProcesses } from "../support/processes.ts";

describe("backscroll-keeper", function () {
  this.timeout(120_000);
  const checkout = useCheckout();
  const processes = useProcesses();
  const data = (...parts: string[]) => checkout.path("data", ...parts);
  const postgres = () => findRunningPostgres(data());
  const sandbox = () =>
    JSON.parse(readFileSync(data("sandbox.json"), "utf8")) as { pid: number; port: number };
  const appPid = (name: string) => {
    const file = readdirSync(data("pm2", "pids")).find((entry) => entry.startsWith(`${name}-`));
    return Number(readFileSync(data("pm2", "pids", file ?? ""), "utf8"));
  };
  /** Another server than the one that was killed: its file is there for a moment yet, and says that it is ready. */
  const isBack = (killed: number | undefined) =>
    eventually(
      "PostgreSQL is back",
      () => {
        const now = postgres();
        return now?.ready === true && now.pid !== killed;
      },
      30_000,
    );
  const isReady = async () => {
    await waitForHttp(`http://127.0.0.1:${checkout.ports.PORT}/api/v1/health/ready`);
    return true;
  };
  const kill = (...pids: (number | undefined)[]) => {
    for (const pid of pids) process.kill(pid as number, "SIGKILL");
  };
  before("start", async function () {
    writeFileSync(checkout.path(".env"), "LOG_FILE_BYTES=2000\nLOG_FILES=3\n");
    const { code, output } = await checkout.run("start");
    assert.equal(code, 0, output);
  });

  it("brings PostgreSQL and the sandbox back where they were", async function () {
    const old = { postgres: postgres(), sandbox: sandbox() };
    kill(old.postgres?.pid, old.sandbox.pid);
    await isBack(old.postgres?.pid);
    await eventually("the sandbox is back", () => sandbox().pid !== old.sandbox.pid, 30_000);
    assert.equal(postgres()?.port, old.postgres?.port);
    assert.equal(sandbox().port, old.sandbox.port);
    await isReady();
  });

  it("never starts a second server, however many keepers there are", async function () {
    const old = postgres();
    const others = [1, 2, 3].map(() =>
      processes.start({
        entry: checkout.path("scripts", "keeper.js"),
        cwd: checkout.path(),
        env: checkout.ports,
      }),
    );
    kill(old?.pid, appPid("backscroll-keeper"));
    await isBack(old?.pid);
    const postmasters = serverProcesses(data("postgres", "data")).filter((pid) =>
      commandLine(pid).includes(" -D "),
    );
    assert.deepEqual(postmasters, [postgres()?.pid]);
    await Promise.all(others.map((other) => other.stop()));
    await isReady();
  });

  it("brings everything back after a reboot, when PM2 resurrects what it saved", async function () {
    assert.equal((await checkout.run("pm2", {}, ["save"])).code, 0);
    const apps = ["backscroll-keeper", "discord-bot", "discord-api", "discord-client"].map(appPid);
    const daemon = Number(readFileSync(data("pm2", "pm2.pid"), "utf8"));
    const server = postgres()?.pid;
    kill(daemon, ...apps, server, sandbox().pid);
    const { code, output } = await checkout.run("pm2", {}, ["resurrect"]);
    assert.equal(code, 0, output);
    await isBack(server);
    await isReady();
    assert.equal((await checkout.run("start")).code, 0);
  });

  it("keeps the logs small and open", async function () {
    const logs = () => readdirSync(data("logs"));
    const log = data("logs", "discord-bot.log");
    await eventually("a log was moved aside", () => existsSync(`${log}.1`), 40_000);
    await eventually("a new one is written", () => existsSync(log), 20_000);
    assert.ok(!logs().some((name) => name.endsWith(".log.3")), logs().join(", "));
    rmSync(log);
    await eventually("it is opened again", () => existsSync(log) && statSync(log).size >= 0, 20_000);
  });

  it("leaves alone what was stopped", async function () {
    const keeper = appPid("backscroll-keeper");
    assert.equal((await checkout.run("stop")).code, 0);
    assert.throws(() => process.kill(keeper, 0), /ESRCH/);
    assert.equal(postgres(), null);
    assert.match((await checkout.run("stop")).output, /Nothing was running/);
  });
});
