/** `npm run sql -- "select …"`: runs SQL against the configured database, for those without psql. */
import "./lib/checkNode.js";
import { ensureInstalled } from "./lib/build/install.js";
import { runScript, SetupError, say, table } from "./lib/output.js";
import { databaseUrl } from "./lib/services/services.js";

await runScript(async () => {
  const text = process.argv.slice(2).join(" ").trim();
  if (!text) throw new SetupError(`Give the SQL in quotes: npm run sql -- "select count(*) from messages".`);
  await ensureInstalled();
  const { default: pg } = await import("pg");
  const client = new pg.Client({ connectionString: await databaseUrl() });
  await client.connect();
  try {
    // Everything as the text that PostgreSQL sends: large ids stay exact.
    const answer = await client.query({
      text,
      rowMode: "array",
      types: { getTypeParser: () => asText },
    });
    for (const result of [answer].flat()) say(shown(result));
  } catch (error) {
    const { message, hint } = /** @type {{ message: string, hint?: string }} */ (error);
    throw new SetupError(`${message}${hint ? `\n${hint}` : ""}`);
  } finally {
    await client.end();
  }
});

/** @param {unknown} value */
function asText(value) {
  return value;
}

/** @param {import("pg").QueryArrayResult} result */
function shown({ fields, rows, command, rowCount }) {
  if (fields.length === 0) return `${command} ${rowCount ?? ""}`.trim();
  const body = table(
    fields.map((field) => field.name),
    rows.map((row) => row.map((value) => (value === null ? "" : String(value)))),
  );
  return `${body}\n(${rows.length} ${rows.length === 1 ? "row" : "rows"})`;
}
