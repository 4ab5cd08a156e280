import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { eventually } from "../support/eventually.ts";
import { useSandbox } from "../support/sandbox.ts";
import { useHouse } from "./house.ts";

/** Two Discords: one stands in for the demonstration, the other for the real one. */
describe("the page Accounts", function () {
  this.timeout(120_000);
  const demo = useSandbox({ layout: "plain", channels: 2, messages: 20, seed: 7 }, { keep: true });
  const real = useSandbox(
    {
      layout: "plain",
      channels: 3,
      messages: 30,
      bots: [{ name: "Archivist", token: "the-token-of-the-real-bot-7788" }],
    },
    { keep: true },
  );
  const env: Record<string, string> = {
    ENCRYPTION_KEY: randomBytes(32).toString("base64"),
    BACKSCROLL_DEMO: "on",
  };
  before("tell where the demonstration and the real Discord are", function () {
    Object.assign(env, {
      BACKSCROLL_DEMO_TOKEN: demo.tokens[0] ?? "",
      BACKSCROLL_DEMO_API_BASE: demo.apiBase,
      BACKSCROLL_DEMO_CDN_BASE: demo.cdnBase,
      DISCORD_TOKEN: "",
    });
  });
  const house = useHouse({ sandbox: real, apiEnv: env, botEnv: env });

  it("takes an installation from the demonstration to real servers, without a restart", async function () {
    const [demoGuild, realGuild] = [
      (await demo.control.truth.guilds())[0],
      (await real.control.truth.guilds())[0],
    ];
    assert.ok(demoGuild && realGuild);
    const token = real.tokens[0] ?? "";
    const page = await house.open("/bots");
    await page.getByText("You are looking at the demo").waitFor();
    await page.locator("main li").getByText("Connected", { exact: true }).waitFor();
    const guilds = async () => {
      const answer = await page.request.get(`${house.origin}/api/v1/guilds`);
      return ((await answer.json()) as { guilds: { id: string }[] }).guilds.map(({ id }) => id);
    };
    assert.deepEqual(await guilds(), [demoGuild.id]);

    await page.getByRole("button", { name: "Add a Discord bot" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("Bot token").fill("a-token-of-nobody-at-all");
    await dialog.getByRole("button", { name: "Test connection" }).click();
    await dialog.getByText("The token is not accepted").waitFor();
    await dialog.getByLabel("Bot token").fill(token);
    await dialog.getByRole("button", { name: "Test connection" }).click();
    await dialog.getByText("Discord accepts the token: Archivist").waitFor();
    await dialog.getByText(`In 1 server: ${realGuild.name}`).waitFor();
    await dialog.getByLabel("Name").fill("Keeper of the harbour");
    await dialog.getByRole("button", { name: "Save" }).click();
    await dialog.waitFor({ state: "hidden" });

    const card = page.locator("main li").filter({ hasText: "Keeper of the harbour" });
    await card.getByText("Connected", { exact: true }).waitFor();
    await card.getByText("Primary", { exact: true }).waitFor();
    await card.getByText(`••••${token.slice(-4)}`).waitFor();
    assert.equal(await page.locator("main li").count(), 1, "the sandbox's account is hidden");
    await page.getByText("You are looking at the demo").waitFor({ state: "hidden" });
    await eventually("only the real server is shown", async () => (await guilds()).join() === realGuild.id);
    assert.equal((await demo.control.state()).connections, 0, "the sandbox's account is let go");
    assert.ok(!(await page.content()).includes(token));
  });

  it("switches a bot off and on, renames and removes it", async function () {
    const page = await house.open("/bots");
    const card = page.locator("main li").first();
    await card.getByText("Connected", { exact: true }).waitFor();
    const toggle = card.getByRole("switch");
    await toggle.click({ force: true });
    await card.getByText("Switched off", { exact: true }).waitFor();
    await eventually(
      "Discord sees it leave",
      async () => (await real.control.state()).connections === 0,
      2_000,
    );
    await toggle.click({ force: true });
    await card.getByText("Connected", { exact: true }).waitFor();
    await card.getByRole("button", { name: /^What to do with/ }).click();
    await page.getByRole("menuitem", { name: "Rename" }).click();
    await page.getByRole("dialog").getByLabel("Name").fill("Scribe");
    await page.getByRole("dialog").getByRole("button", { name: "Save" }).click();
    await card.getByText("Scribe").waitFor();
    await card.getByRole("button", { name: /^What to do with/ }).click();
    await page.getByRole("menuitem", { name: "Remove" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Remove" }).click();
    await page.getByText("You are looking at the demo").waitFor();
    await eventually("Discord sees it leave", async () => (await real.control.state()).connections === 0);
    assert.deepEqual(house.violations, []);
  });
});
