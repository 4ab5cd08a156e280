/** discord-client: composition root. Pages, and the way to the API. With `--dev` pages are compiled when asked for. */
import { existsSync } from "node:fs";
import { Server } from "node:http";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import type nextModule from "next";
import { ConfigError, loadConfig } from "../../core/config.ts";
import { closeGracefully, createHttpServer, ListenError, listen } from "../../core/edge/httpServer.ts";
import { aborted, dieOfUnexpectedErrors, drainWithinMs, stopOnSignals } from "../../core/edge/shutdown.ts";
import { createLogger } from "../../core/log.ts";
import { createConsoleApp } from "./consoleApp.ts";

// Its types describe a module with a default export; what Node loads is the function itself.
const next = createRequire(import.meta.url)("next") as typeof nextModule.default;

async function main(): Promise<void> {
  const config = loadConfig();
  const log = createLogger({ process: "discord-client", level: config.log.level });
  dieOfUnexpectedErrors(log);
  const stop = stopOnSignals(log);
  const { host, port, apiUrl } = config.client;
  const dev = process.argv.includes("--dev");
  const pages = next({
    dev,
    dir: clientDirectory(),
    hostname: host,
    port,
    ...(dev ? { turbopack: true } : { httpServer: upgradesNothing() }),
  });
  await pages.prepare();
  const app = createConsoleApp({
    apiUrl,
    secretKey: config.secretKey,
    trustedProxies: config.trustedProxies,
    publicUrl: config.api.publicUrl,
    now: () => new Date(),
    log,
    answerPage: pages.getRequestHandler(),
  });
  if (config.secretKey === null) {
    log.warn({ code: "console.unsigned" }, "SECRET_KEY is not set: the API counts all people here as one");
  }
  const server = createHttpServer(app);
  await listen(server, { host, port, settings: { host: "CLIENT_HOST", port: "CLIENT_PORT" } });
  log.info({ code: "console.listening", host, port }, "listening");
  process.send?.("ready"); // PM2's wait_ready

  await aborted(stop);
  if (!(await closeGracefully(server, drainWithinMs)))
    log.warn({ code: "process.drain_too_slow" }, "requests were cut off unanswered");
  await pages.close();
  log.info({ code: "process.stopped" }, "stopped");
  process.exit(0);
}

/** The folder of the pages: beside this file's in the sources, and from the compiled file in the checkout above. */
function clientDirectory(from: string = import.meta.dirname): string {
  const directory = join(from, "client");
  if (existsSync(join(directory, "next.config.ts"))) return directory;
  if (dirname(from) === from) throw new Error("The folder client/ is missing beside the program.");
  return clientDirectory(dirname(from));
}

/**
 * Next listens for upgrades on the server it is given, and leaves those it does not know open without a time-out.
 * Only development needs any (its reloading); on a server that never listens they do not exist.
 */
const upgradesNothing = () => new Server();

main().catch((error: unknown) => {
  const isConfig = error instanceof ConfigError;
  const isExpected = isConfig || error instanceof ListenError;
  createLogger({ process: "discord-client", level: "info" }).fatal(
    { code: isConfig ? "config.invalid" : "process.start_failed", ...(isExpected ? {} : { error }) },
    error instanceof Error ? error.message : String(error),
  );
  process.exit(isConfig ? 2 : 1);
});
