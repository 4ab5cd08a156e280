import assert from "node:assert/strict";
import { mkdtempSync } from "node:fs";
import { rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { uploadsPath } from "../../core/model/uploads.ts";
import { eventually } from "../support/eventually.ts";
import { dceExport, dceMessage } from "../support/exports/dce.ts";
import { useSandbox } from "../support/sandbox.ts";
import { useHouse } from "./house.ts";

/** Larger than one of the pieces in which the page sends; what stands behind an export's end is nobody's. */
const pieceBytes = 4 * 2 ** 20;
const paddingBytes = pieceBytes + 2 ** 20;

describe("imports in the console", function () {
  this.timeout(240_000);
  const sandbox = useSandbox({ layout: "plain", channels: 1, messages: 1, limits: "off" }, { keep: true });
  // Both see the same folder, as on one machine.
  const env = { DATA_DIR: mkdtempSync(join(tmpdir(), "backscroll-e2e-imports-")) };
  const house = useHouse({ sandbox, botEnv: env, apiEnv: env });
  const file = join(env.DATA_DIR, "quay.json");
  before("write an export", async function () {
    const messages = Array.from({ length: 40 }, (_each, index) => dceMessage(index + 1));
    const broken = { ...dceMessage(41), id: "none" };
    await writeFile(file, dceExport([...messages, broken]) + " ".repeat(paddingBytes));
  });
  after("remove the files", () => rm(env.DATA_DIR, { recursive: true, force: true }));

  it("sends a file, goes on where the connection broke, looks through it, takes it in and tells what it brought", async function () {
    const page = await house.open("/imports");
    // After its first piece the way is cut, for good: neither the page's own tries nor the next page's begin anew.
    let isCut = false;
    let refused = 0;
    const offsets: string[] = [];
    await page.route(`**${uploadsPath}/**`, async (route) => {
      if (route.request().method() !== "PATCH") return route.continue();
      if (isCut) {
        refused++;
        return route.abort("connectionreset");
      }
      offsets.push(route.request().headers()["upload-offset"] ?? "");
      isCut = offsets.length === 1;
      return route.continue();
    });
    const choose = async () => {
      await page.locator("input[type=file]").first().setInputFiles(file);
      await page.getByText(/^1 file, /).waitFor();
      await page.getByRole("button", { name: "See what it would bring" }).click();
    };
    await choose();
    await page.getByText("Sending quay.json").waitFor();
    await eventually("the second piece is refused", () => refused > 0, 60_000);
    assert.deepEqual(offsets, ["0"]);
    await page.reload();
    isCut = false;
    offsets.push("again"); // from here on nothing is cut
    await choose();
    const card = page.getByRole("listitem").filter({ has: page.getByText("quay.json") });
    await card.getByText("Only a look").waitFor({ timeout: 60_000 });
    assert.deepEqual(offsets, ["0", "again", String(pieceBytes)]);

    await card.getByText("Would be new").waitFor();
    await card.getByRole("button", { name: "Import now" }).click({ timeout: 60_000 });
    const done = card.filter({ hasNotText: "Only a look" });
    await done.getByText("Completed").waitFor({ timeout: 60_000 });
    const { rows } = await house.pool.query("select from messages where extra ? 'imported'");
    assert.equal(rows.length, 40);
    await done.getByRole("button", { name: "What it brought" }).click();
    const line = done.getByRole("row").filter({ hasText: "Harbour / quay" });
    assert.deepEqual((await line.getByRole("cell").allInnerTexts()).slice(1), ["40", "0", "0", "1", "0"]);
    await done.getByText("quay.json: A message has no usable id.").waitFor();
    assert.deepEqual(house.violations, []);
  });
});
