/** Settings of the installation: one JSON value per key. */
import type { Queryable } from "../../postgres/pool.ts";

/** The value of a setting, or undefined when it was never set. Callers parse it: psql users may have written it. */
export async function findSetting(db: Queryable, key: string): Promise<unknown> {
  const { rows } = await db.query<{ value: unknown }>({
    name: "find-setting",
    text: "select value from settings where key = $1",
    values: [key],
  });
  return rows[0]?.value;
}

/** Sets a setting that is not set yet; of several callers at once exactly one is told true. */
export async function insertSetting(db: Queryable, key: string, value: unknown): Promise<boolean> {
  const { rowCount } = await db.query({
    name: "insert-setting",
    text: "insert into settings (key, value) values ($1, $2::jsonb) on conflict (key) do nothing",
    values: [key, JSON.stringify(value)],
  });
  return rowCount === 1;
}

/** Replaces `before` by `after`, or changes nothing and returns false when the value is another one by now. */
export async function replaceSetting(
  db: Queryable,
  key: string,
  before: unknown,
  after: unknown,
): Promise<boolean> {
  const { rowCount } = await db.query({
    name: "replace-setting",
    text: "update settings set value = $3::jsonb, updated_at = now() where key = $1 and value = $2::jsonb",
    values: [key, JSON.stringify(before), JSON.stringify(after)],
  });
  return rowCount === 1;
}

/** Sets a setting, whatever it was. */
export async function putSetting(db: Queryable, key: string, value: unknown): Promise<void> {
  await db.query({
    name: "put-setting",
    text: `
      insert into settings (key, value) values ($1, $2::jsonb)
      on conflict (key) do update set value = excluded.value, updated_at = now()`,
    values: [key, JSON.stringify(value)],
  });
}
