import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { eventually } from "../support/eventually.ts";
import { useSandbox } from "../support/sandbox.ts";
import { password, useHouse } from "./house.ts";

describe("people and forgetting in the console", function () {
  this.timeout(120_000);
  const sandbox = useSandbox({ layout: "plain", channels: 2, messages: 120, limits: "off" }, { keep: true });
  const env = { FORGETTING_KEY: randomBytes(32).toString("base64") };
  const house = useHouse({ sandbox, botEnv: env });
  let person = { id: "", name: "", messages: 0 };
  let guildId = "";

  before("fetch the server", async function () {
    guildId = (await sandbox.control.truth.guilds())[0]?.id ?? "";
    const rows = (text: string) => house.pool.query<Record<string, string>>(text).then(({ rows }) => rows);
    await eventually("the channels are known", async () => (await rows("select from channels")).length > 0);
    await house.pool.query("insert into history_fetch_tasks (guild_id) values ($1)", [guildId]);
    await eventually(
      "all is fetched",
      async () => (await rows("select from messages")).length >= 120,
      60_000,
    );
    const [most] = await rows(
      `select a.id, coalesce(a.display_name, a.name) as name, count(*) as messages
       from messages m join authors a on a.id = m.author_id where not a.is_bot group by 1, 2 order by 3 desc limit 1`,
    );
    person = { id: most?.id ?? "", name: most?.name ?? "", messages: Number(most?.messages) };
  });

  it("finds a person, shows what they wrote, and forgets them with a verified result", async function () {
    const page = await house.open(`/people?guild=${guildId}`);
    await page.getByRole("searchbox", { name: "Name or id" }).fill(person.id);
    await page.getByRole("main").getByRole("button", { name: "Search" }).click();
    await page.locator(`a[href$="/people/${person.id}"]`).click();
    await page.getByRole("heading", { name: "What they wrote" }).waitFor();
    await page.getByRole("button", { name: "Forget…" }).click();
    const dialog = page.getByRole("dialog");
    const erase = dialog.getByRole("button", { name: "Erase for good" });
    await dialog.getByLabel("Access password").fill("wrong");
    assert.ok(await erase.isDisabled(), "the name is not typed yet");
    const label = (await dialog.getByText(/^Type “/).textContent()) ?? "";
    await dialog.getByLabel(/^Type “/).fill(/“(.*)”/.exec(label)?.[1] ?? "");
    await erase.click();
    await dialog.getByText("This password is not right.").waitFor();
    await dialog.getByLabel("Access password").fill(password);
    await erase.click();
    await dialog.getByText("0 traces left").waitFor({ timeout: 60_000 });
    await dialog.getByRole("button", { name: "Close" }).last().click();
    await page.getByText("Nobody of this id is known here").waitFor();
    const { rows } = await house.pool.query("select from messages where author_id = $1", [person.id]);
    assert.equal(rows.length, 0);
    assert.deepEqual(house.violations, []);
  });

  it("lists who is forgotten in the settings, and takes them off again", async function () {
    const page = await house.open("/settings");
    const panel = page.locator("section", { has: page.getByRole("heading", { name: "Forgetting" }) });
    await panel.getByText("0 traces left").first().waitFor();
    await panel.getByRole("button", { name: "Take off the list" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("Access password").fill(password);
    await dialog.getByRole("button", { name: "Take off the list" }).click();
    await panel.getByText("Nobody and nothing is forgotten.").waitFor();

    await panel.getByRole("button", { name: "Forget something…" }).click();
    await dialog.getByLabel("Id of the person").fill("400000000000000009");
    await dialog.getByRole("button", { name: "Next" }).click();
    await dialog.getByText("Only store nothing new").click();
    await dialog.getByLabel("Access password").fill(password);
    await dialog.getByRole("button", { name: "Store nothing new" }).click();
    await dialog.getByText("From now on nothing new of this person is stored.").waitFor({ timeout: 60_000 });
    await dialog.getByRole("button", { name: "Close" }).last().click();
    await panel.getByText("Person 400000000000000009").waitFor();
    assert.deepEqual(house.violations, []);
  });
});
