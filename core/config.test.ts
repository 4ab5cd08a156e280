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
    assert.equal(config.tasks.leaseSeconds, 60);
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

describe(".env.example", function () {
  it("names exactly the settings there are", function () {
    const text = readFileSync(new URL("../.env.example", import.meta.url), "utf8");
    const named = [...text.matchAll(/^#? ?([A-Z][A-Z0-9_]+)=/gm)].map(([, name]) => name);
    assert.deepEqual(new Set(named), new Set(variableNames));
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
