import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { useReceiver } from "../support/receiver.ts";
import { useSandbox } from "../support/sandbox.ts";
import { useHouse } from "./house.ts";

describe("notifications in the settings", function () {
  this.timeout(90_000);
  const env = { ENCRYPTION_KEY: randomBytes(32).toString("base64"), ALLOW_PRIVATE_WEBHOOKS: "on" };
  const receiver = useReceiver();
  const sandbox = useSandbox({ layout: "plain", channels: 1, messages: 100, limits: "off" }, { keep: true });
  const house = useHouse({ sandbox, apiEnv: env, botEnv: env });

  it("are added, tested until the result is known, and removed", async function () {
    const page = await house.open("/settings");
    await page.getByText("Nobody is notified yet.").waitFor();
    await page.getByRole("button", { name: "Add a target" }).click();
    await page.getByLabel("Name").fill("Operations");
    await page.getByLabel("Address").fill(receiver.url);
    await page.getByLabel("A fetch completed").uncheck();
    await page.getByRole("button", { name: "Save" }).click();
    await page.getByText("The target is added.").waitFor();
    assert.ok(!(await page.content()).includes("s3cr3t"), "the address is not shown again");

    await page.getByRole("button", { name: "Send a test to Operations" }).click();
    await page.getByText("The test has arrived.").waitFor();
    assert.deepEqual(
      receiver.received.map(({ body }) => [body.event, body.title]),
      [["test", "Test notification"]],
    );
    receiver.answers.push(404);
    await page.getByRole("button", { name: "Send a test to Operations" }).click();
    await page.getByText("The receiver answered 404.").first().waitFor();

    await page.getByRole("button", { name: "Remove Operations" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Remove" }).click();
    await page.getByText("Nobody is notified yet.").waitFor();
    assert.deepEqual(house.violations, []);
  });
});
