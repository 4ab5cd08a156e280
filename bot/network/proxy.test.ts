import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import { type AddressInfo, connect, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startSandbox } from "../../sandbox/index.ts";
import { startBot, untilOver } from "../../test/support/bot.ts";
import { useTestDatabase } from "../../test/support/database.ts";
import { eventually } from "../../test/support/eventually.ts";
import { makeTask } from "../../test/support/factories.ts";
import { isDirect } from "./proxy.ts";

/** A name that no resolver knows: who reaches it went through the proxy. */
const host = "discord.invalid";

describe("a bot behind a proxy", function () {
  this.timeout(60_000);
  const database = useTestDatabase();
  const sockets = new Set<Socket>();
  /** Every tunnel that was asked for. */
  const asked: string[] = [];
  let proxy: Server;
  before("start the proxy", async function () {
    proxy = createServer((_request, response) => response.writeHead(405).end());
    proxy.on("connection", (socket) => {
      sockets.add(socket);
      socket.on("error", () => undefined);
    });
    proxy.on("connect", (request, client, head) => {
      asked.push(request.url ?? "");
      const port = Number(request.url?.split(":")[1]);
      const server = connect(port, "127.0.0.1", () => {
        client.write("HTTP/1.1 200 Connection Established\r\n\r\n");
        server.write(head);
        server.pipe(client).pipe(server);
      });
      sockets.add(server);
      server.on("error", () => client.destroy());
      client.on("error", () => server.destroy());
    });
    await new Promise<void>((resolve) => proxy.listen(0, "127.0.0.1", resolve));
  });
  after("end the proxy", async function () {
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => proxy.close(resolve));
  });

  it("sends requests, the gateway and downloads through it", async function () {
    const dataDir = await mkdtemp(join(tmpdir(), "backscroll-proxy-"));
    const world = { limits: "off", layout: "plain", channels: 1, messages: 20 } as const;
    const sandbox = await startSandbox({ ...world, publicHost: host });
    const env = {
      HTTP_PROXY: `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`,
      DATA_DIR: dataDir,
      MEDIA_DOWNLOADS: "on",
      LIVE_CAPTURE: "on",
      TASK_POLL_INTERVAL_MS: "1000",
    };
    const bot = await startBot(database, sandbox, env);
    try {
      const [guild] = await sandbox.control.truth.guilds();
      const [channel] = await sandbox.control.truth.channels({ guildId: guild?.id ?? "" });
      await untilOver(database.pool, await makeTask(database.pool, { guild_id: guild?.id }));
      await sandbox.control.postMessages({
        channelId: channel?.id ?? "",
        attachments: [{ filename: "live.png" }],
      });
      await eventually("a live message's file is stored", async () => {
        const { rows } = await database.pool.query(
          "select 1 from media_files where kind = 'attachment' and status = 'stored'",
        );
        return rows.length > 0;
      });
      assert.deepEqual([...new Set(asked)], [`${host}:${sandbox.port}`]);
      assert.ok(asked.length >= 3); // requests, the gateway, downloads
    } finally {
      await bot.stop();
      await sandbox.close();
      await rm(dataDir, { recursive: true, force: true });
    }
  });
});

describe("isDirect", function () {
  const direct = (name: string, except: string, port = 443) =>
    isDirect(name, port, { http: "http://p", https: "http://p", except });
  it("spares this machine, and what NO_PROXY names", function () {
    for (const name of ["localhost", "127.0.0.1", "::1"]) assert.equal(direct(name, ""), true, name);
    assert.equal(direct("discord.com", ""), false);
    assert.equal(direct("gateway.discord.gg", "other.org, .discord.gg"), true);
    assert.equal(direct("discord.gg", "discord.gg"), true);
    assert.equal(direct("notdiscord.gg", "discord.gg"), false);
    assert.equal(direct("discord.gg", "discord.gg:8443"), false);
    assert.equal(direct("discord.gg", "discord.gg:8443", 8443), true);
    assert.equal(direct("discord.gg", "*"), true);
  });
});
