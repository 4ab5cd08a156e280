/** Settings read by the scripts (before anything is built) and by the processes must be the same ones. */
import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readEnvironment as readByProcesses } from "../../core/environment.ts";
import {
  readEnvironment as readByScripts,
  readEnvFile,
  writeEnvFile,
} from "../../scripts/lib/environment.js";
import { ensureSecrets } from "../../scripts/lib/services/secrets.js";

describe("settings", function () {
  let directory: string;
  beforeEach(function () {
    directory = mkdtempSync(join(tmpdir(), "backscroll-settings-"));
  });
  afterEach(function () {
    rmSync(directory, { recursive: true });
  });
  const write = (path: string, content: string) => {
    mkdirSync(join(directory, path, ".."), { recursive: true });
    writeFileSync(join(directory, path), content);
  };

  const everywhere = {
    ".env": "A=env-file\nB=env-file\nD=\nDATA_DIR=other\n",
    "other/secrets.env": "A=secrets\nB=secrets\nC=secrets\n",
    "other/services.env": "A=services\nC=services\nD=services\n",
    "data/secrets.env": "E=of-another-folder\n",
  };

  it("come from the environment, then .env, then the keys, then the services; empty counts as not set", function () {
    for (const [path, content] of Object.entries(everywhere)) write(path, content);
    const expected = { A: "environment", B: "env-file", C: "secrets", D: "services", DATA_DIR: "other" };
    assert.deepEqual(readByScripts({ A: "environment", B: "" }, directory), expected);
  });

  it("leave the services out when asked what the operator configured", function () {
    for (const [path, content] of Object.entries(everywhere)) write(path, content);
    assert.equal(readByScripts({}, directory, { withServices: false }).D, undefined);
  });

  it("are the same for the scripts and the processes", function () {
    const cases = [
      everywhere,
      {},
      { "data/services.env": "DATABASE_URL=postgres://a:b%20c@127.0.0.1:1/d\n" },
      { ".env": "export A='one # two'\nB=\"a\nb\"\nC=plain # comment\n#D=no\nE = spaced \nF=a=b\n" },
    ];
    for (const files of cases) {
      rmSync(directory, { recursive: true });
      mkdirSync(directory);
      for (const [path, content] of Object.entries(files)) write(path, content);
      for (const base of [{}, { A: "given", B: "" }]) {
        assert.deepEqual(readByScripts(base, directory), readByProcesses(base, directory));
      }
    }
  });

  it("survive being written and read, whatever they contain, for the owner alone", function () {
    const values = {
      PLAIN: "x",
      SPACES: "a b #c",
      DOUBLE: 'say "yes"',
      SINGLE: "it's",
      BASE64: "ab+/c==",
      EMPTY: "",
    };
    const path = join(directory, "written.env");
    writeEnvFile(path, "a comment", values);
    assert.deepEqual({ ...readEnvFile(path) }, values);
    assert.equal(statSync(path).mode & 0o777, 0o600);
  });
});

describe("ensureSecrets", function () {
  let dataDir: string;
  beforeEach(function () {
    dataDir = mkdtempSync(join(tmpdir(), "backscroll-secrets-"));
  });
  afterEach(function () {
    rmSync(dataDir, { recursive: true });
  });

  it("makes every key once, readable for the owner alone", function () {
    assert.deepEqual(ensureSecrets({ configured: {}, dataDir }), [
      "ENCRYPTION_KEY",
      "FORGETTING_KEY",
      "SECRET_KEY",
      "POSTGRES_PASSWORD",
    ]);
    const first = { ...readEnvFile(join(dataDir, "secrets.env")) };
    assert.equal(Buffer.from(first.ENCRYPTION_KEY ?? "", "base64").length, 32);
    assert.equal(statSync(join(dataDir, "secrets.env")).mode & 0o777, 0o600);
    assert.deepEqual(ensureSecrets({ configured: {}, dataDir }), []);
    assert.deepEqual({ ...readEnvFile(join(dataDir, "secrets.env")) }, first);
  });

  it("makes none that is configured elsewhere, and keeps what it finds", function () {
    writeEnvFile(join(dataDir, "secrets.env"), "kept", { ENCRYPTION_KEY: "mine" });
    assert.deepEqual(ensureSecrets({ configured: { SECRET_KEY: "given" }, dataDir }), [
      "FORGETTING_KEY",
      "POSTGRES_PASSWORD",
    ]);
    const { ENCRYPTION_KEY, SECRET_KEY } = readEnvFile(join(dataDir, "secrets.env"));
    assert.deepEqual([ENCRYPTION_KEY, SECRET_KEY], ["mine", undefined]);
  });
});
