import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ConfigError, parseConfig, variableNames } from "./config.ts";
import { readEnvironment } from "./environment.ts";

describe("parseConfig", function () {
  it("has a default for everything", function () {
    const config = parseConfig({}, "/srv/backscroll");
    assert.equal(config.api.port, 3008);
    assert.equal(config.client.port, 3000);
    assert.equal(config.dataDir, "/srv/backscroll/data");
    assert.equal(config.tasks.pollIntervalMs, 5000);
    assert.equal(config.tasks.leaseSeconds, 40);
    assert.equal(config.databaseUrl, null);
    assert.equal(config.demo, false);
  });
  it("uses the main database for LISTEN and reading unless told otherwise", function () {
    const url = "postgres://u:p@localhost/discord_stats";
    const config = parseConfig({ DATABASE_URL: url });
    assert.deepEqual([config.databaseUrlListen, config.databaseUrlRead], [url, url]);
  });
  it("takes empty values as not set", function () {
    assert.equal(parseConfig({ PORT: "", DISCORD_TOKEN: "" }).api.port, 3008);
  });
  it("shows the console to this machine only, unless told otherwise, and a demonstration never to others", function () {
    const hostOf = (environment: Record<string, string>) => parseConfig(environment).client.host;
    assert.equal(hostOf({}), "127.0.0.1");
    assert.equal(hostOf({ CLIENT_HOST: "0.0.0.0" }), "0.0.0.0");
    assert.equal(hostOf({ CLIENT_HOST: "0.0.0.0", BACKSCROLL_DEMO: "on" }), "127.0.0.1");
    assert.equal(hostOf({ CLIENT_HOST: "192.168.1.5", BACKSCROLL_DEMO: "on" }), "127.0.0.1");
    assert.equal(hostOf({ CLIENT_HOST: "::1", BACKSCROLL_DEMO: "on" }), "::1");
  });
  it("finds the API where it listens, unless told otherwise", function () {
    const urlOf = (environment: Record<string, string>) => parseConfig(environment).client.apiUrl;
    assert.equal(urlOf({}), "http://127.0.0.1:3008");
    assert.equal(urlOf({ HOST: "0.0.0.0", PORT: "4000" }), "http://127.0.0.1:4000");
    assert.equal(urlOf({ HOST: "::1" }), "http://[::1]:3008");
    assert.equal(urlOf({ API_URL: "http://api:3008" }), "http://api:3008");
  });
  it("takes proxies as addresses and networks, and says so to who counts them", function () {
    const given = parseConfig({ TRUSTED_PROXIES: "127.0.0.1, 10.0.0.0/8 fd00::/8" });
    assert.deepEqual(given.trustedProxies, ["127.0.0.1", "10.0.0.0/8", "fd00::/8"]);
    assert.deepEqual(parseConfig({}).trustedProxies, []);
    for (const old of ["0", "1", "2"]) {
      assert.throws(
        () => parseConfig({ TRUSTED_PROXIES: old }),
        /TRUSTED_PROXIES must list the addresses .* not how many/,
      );
    }
    for (const bad of ["proxy.local", "10.0.0.0/64", "127.0.0.1;::1"]) {
      assert.throws(
        () => parseConfig({ TRUSTED_PROXIES: bad }),
        /TRUSTED_PROXIES must list the addresses/,
        bad,
      );
    }
  });
  it("asks for a first password as long as any other", function () {
    const parse = (password: string) => parseConfig({ TG_BACK_BOOTSTRAP_ACCESS_PASSWORD: password });
    assert.throws(() => parse("elevenchars"), /at least 12 characters/);
    assert.equal(parse("twelve chars").bootstrapPassword, "twelve chars");
  });
  it("names every variable that cannot be used", function () {
    const bad = {
      PORT: "99999",
      DATABASE_URL: "mysql://x",
      ENCRYPTION_KEY: "short",
      TASK_POLL_INTERVAL_MS: "soon",
    };
    assert.throws(
      () => parseConfig(bad),
      (error: unknown) =>
        error instanceof ConfigError && Object.keys(bad).every((name) => error.message.includes(name)),
    );
  });
});

describe("parseConfig's words", function () {
  const refusal = (environment: NodeJS.ProcessEnv) => {
    try {
      parseConfig(environment);
      return null;
    } catch (error) {
      return (error as Error).message;
    }
  };
  const cases: [NodeJS.ProcessEnv, string][] = [
    [{ TASK_CONCURRENCY: "0" }, "TASK_CONCURRENCY must be a whole number from 1 to 1000, not 0"],
    [{ TASK_CONCURRENCY: "1.5" }, "TASK_CONCURRENCY must be a whole number from 1 to 1000, not 1.5"],
    [{ PORT: "http" }, "PORT must be a whole number from 1 to 65535, not http"],
    [{ LOG_LEVEL: "loud" }, "LOG_LEVEL must be one of fatal, error, warn, info, debug, trace, not loud"],
    [{ BACKSCROLL_DEMO: "maybe" }, "BACKSCROLL_DEMO must be on or off, not maybe"],
    [{ ENCRYPTION_KEY: "hunter2" }, "ENCRYPTION_KEY must be 32 bytes in base64"],
  ];
  for (const [environment, sentence] of cases) {
    it(`say "${sentence}"`, function () {
      assert.equal(refusal(environment), `Settings cannot be used: ${sentence}.`);
    });
  }
  it("take a log level in any case", function () {
    assert.equal(parseConfig({ LOG_LEVEL: "INFO" }).log.level, "info");
  });
  it("take the log's language from the machine unless it is set", function () {
    assert.equal(parseConfig({ LANG: "zh_TW.UTF-8" }).log.language, "zh-Hant");
    assert.equal(parseConfig({ LANG: "ru_RU.UTF-8" }).log.language, "en");
    assert.equal(parseConfig({}).log.language, "en");
    assert.equal(parseConfig({ LANG: "en_GB.UTF-8", LOG_LANGUAGE: "zh-Hant" }).log.language, "zh-Hant");
  });
});

describe(".env.example", function () {
  it("names exactly the settings there are", function () {
    const text = readFileSync(new URL("../.env.example", import.meta.url), "utf8");
    const named = [...text.matchAll(/^#? ?([A-Z][A-Z0-9_]+)=/gm)].map(([, name]) => name);
    assert.deepEqual(new Set(named), new Set([...variableNames, "NODE_ENV"]));
  });
});

describe("readEnvironment", function () {
  it("prefers the process, then .env, then generated keys, then managed services", function () {
    const directory = mkdtempSync(join(tmpdir(), "backscroll-environment-"));
    try {
      mkdirSync(join(directory, "data"));
      writeFileSync(join(directory, ".env"), "PORT=2\nHOST=two\nLOG_LEVEL=\n");
      writeFileSync(join(directory, "data", "secrets.env"), "PORT=3\nHOST=three\nSECRET_KEY=three\n");
      writeFileSync(
        join(directory, "data", "services.env"),
        "PORT=4\nSECRET_KEY=four\nDATABASE_URL=four\nLOG_LEVEL=debug\n",
      );
      const environment = readEnvironment({ PORT: "1", HOST: "" }, directory);
      assert.deepEqual(environment, {
        PORT: "1",
        HOST: "two",
        SECRET_KEY: "three",
        DATABASE_URL: "four",
        LOG_LEVEL: "debug",
      });
    } finally {
      rmSync(directory, { recursive: true });
    }
  });
  it("works without any file", function () {
    assert.deepEqual(readEnvironment({ PORT: "1" }, join(tmpdir(), "does-not-exist")), { PORT: "1" });
  });
});
