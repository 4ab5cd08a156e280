import assert from "node:assert/strict";
import { hash } from "@node-rs/argon2";
import { useTestDatabase } from "../../test/support/database.ts";
import { admitAttempt, freeFailures } from "../database/auth/loginThrottle.ts";
import { findSession, insertSession } from "../database/auth/sessions.ts";
import { findSetting } from "../database/settings/settings.ts";
import {
  changeAccessPassword,
  ensureAccessPassword,
  generatedLifeSeconds,
  resetAccessPassword,
  verifyAccessPassword,
} from "./accessPassword.ts";

const bootstrap = "correct horse battery";
const now = new Date("2026-05-01T12:00:00Z");
const dayLater = new Date(now.getTime() + generatedLifeSeconds * 1000);

describe("ensureAccessPassword", function () {
  const database = useTestDatabase();
  const stored = async () => JSON.stringify(await findSetting(database.pool, "access_password"));

  it("hashes the bootstrap password with argon2id and keeps it nowhere in clear", async function () {
    const { generated } = await ensureAccessPassword(database.pool, { bootstrapPassword: bootstrap, now });
    assert.equal(generated, null);
    assert.match(await stored(), /"hash":"\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    assert.doesNotMatch(await stored(), /correct horse/);
    assert.deepEqual(await verifyAccessPassword(database.pool, bootstrap, now), {
      kind: "right",
      mustChange: false,
    });
  });

  it("ignores the bootstrap password once a password exists", async function () {
    await ensureAccessPassword(database.pool, { bootstrapPassword: bootstrap, now });
    const before = await stored();
    await ensureAccessPassword(database.pool, { bootstrapPassword: "another password", now: dayLater });
    assert.equal(await stored(), before);
  });

  it("generates one for exactly one of many callers at once", async function () {
    const results = await Promise.all(
      Array.from({ length: 6 }, () => ensureAccessPassword(database.pool, { bootstrapPassword: null, now })),
    );
    const generated = results.flatMap((result) => result.generated ?? []);
    assert.equal(generated.length, 1);
    assert.deepEqual(await verifyAccessPassword(database.pool, generated[0] ?? "", now), {
      kind: "right",
      mustChange: true,
    });
  });

  it("draws another one every time it has to", async function () {
    const first = await ensureAccessPassword(database.pool, { bootstrapPassword: null, now });
    await database.pool.query("delete from settings");
    const second = await ensureAccessPassword(database.pool, { bootstrapPassword: null, now });
    assert.notEqual(first.generated, second.generated);
  });

  it("replaces a generated password that nobody used within a day", async function () {
    const first = await ensureAccessPassword(database.pool, { bootstrapPassword: null, now });
    const early = new Date(dayLater.getTime() - 1);
    assert.deepEqual(await ensureAccessPassword(database.pool, { bootstrapPassword: null, now: early }), {
      generated: null,
    });
    const second = await ensureAccessPassword(database.pool, { bootstrapPassword: null, now: dayLater });
    assert.ok(second.generated);
    assert.equal((await verifyAccessPassword(database.pool, first.generated ?? "", dayLater)).kind, "wrong");
    assert.equal((await verifyAccessPassword(database.pool, second.generated, dayLater)).kind, "right");
  });

  it("keeps a generated password that was used in time", async function () {
    const { generated } = await ensureAccessPassword(database.pool, { bootstrapPassword: null, now });
    await verifyAccessPassword(database.pool, generated ?? "", now);
    assert.deepEqual(await ensureAccessPassword(database.pool, { bootstrapPassword: null, now: dayLater }), {
      generated: null,
    });
    assert.deepEqual(await verifyAccessPassword(database.pool, generated ?? "", dayLater), {
      kind: "right",
      mustChange: true,
    });
  });
});

describe("verifyAccessPassword", function () {
  const database = useTestDatabase();

  it("knows no password on a fresh installation: none lets anybody in", async function () {
    for (const guess of ["", "admin", "password", "backscroll"]) {
      assert.deepEqual(await verifyAccessPassword(database.pool, guess, now), { kind: "unset" });
    }
  });

  it("takes a generated password as void after a day without use", async function () {
    const { generated } = await ensureAccessPassword(database.pool, { bootstrapPassword: null, now });
    assert.equal((await verifyAccessPassword(database.pool, generated ?? "", dayLater)).kind, "expired");
    assert.equal((await verifyAccessPassword(database.pool, "guess", dayLater)).kind, "wrong");
  });

  it("rehashes a right password whose hash costs less than today's", async function () {
    const cheap = await hash(bootstrap, { memoryCost: 8192, timeCost: 1, parallelism: 1 });
    const value = { hash: cheap, generatedAt: null, usedAt: now.toISOString() };
    await database.pool.query("insert into settings values ('access_password', $1)", [JSON.stringify(value)]);
    assert.equal((await verifyAccessPassword(database.pool, "guess", now)).kind, "wrong");
    assert.deepEqual(
      await findSetting(database.pool, "access_password"),
      value,
      "a wrong one changes nothing",
    );
    assert.equal((await verifyAccessPassword(database.pool, bootstrap, now)).kind, "right");
    const after = JSON.stringify(await findSetting(database.pool, "access_password"));
    assert.match(after, /m=19456,t=2,p=1/);
    assert.equal((await verifyAccessPassword(database.pool, bootstrap, now)).kind, "right");
  });
});

describe("changeAccessPassword", function () {
  const database = useTestDatabase();

  it("lets one of two changes at once win and tells the other", async function () {
    await ensureAccessPassword(database.pool, { bootstrapPassword: bootstrap, now });
    const change = (newPassword: string) =>
      changeAccessPassword(database.pool, { currentPassword: bootstrap, newPassword, now });
    const verdicts = await Promise.all([change("mulberry kettle 47"), change("walnut lantern 93")]);
    assert.deepEqual(verdicts.map((verdict) => verdict.kind).sort(), ["right", "wrong"]);
    assert.equal((await verifyAccessPassword(database.pool, bootstrap, now)).kind, "wrong");
  });
});

describe("resetAccessPassword", function () {
  const database = useTestDatabase();

  it("draws a password that must be changed, ends all sessions and every lock", async function () {
    await ensureAccessPassword(database.pool, { bootstrapPassword: bootstrap, now });
    const tokenHash = Buffer.alloc(32, 7);
    await insertSession(database.pool, { tokenHash, userAgent: null, now });
    for (let n = 0; n <= freeFailures; n++) await admitAttempt(database.pool, "address:203.0.113.1", now);
    const generated = await resetAccessPassword(database.pool, now);
    assert.equal((await verifyAccessPassword(database.pool, bootstrap, now)).kind, "wrong");
    assert.deepEqual(await verifyAccessPassword(database.pool, generated, now), {
      kind: "right",
      mustChange: true,
    });
    assert.equal(await findSession(database.pool, tokenHash, now), null);
    assert.equal((await admitAttempt(database.pool, "address:203.0.113.1", now)).admitted, true);
  });

  it("works before there was any password, and is void after a day without use", async function () {
    const generated = await resetAccessPassword(database.pool, now);
    assert.equal((await verifyAccessPassword(database.pool, generated, dayLater)).kind, "expired");
  });
});
