import assert from "node:assert/strict";
import { useBrowser } from "./browser.ts";

describe("useBrowser", function () {
  this.timeout(60_000);
  const browser = useBrowser();

  it("opens pages with sizes and schemes of their own", async function () {
    const page = await browser.open({ viewport: { width: 360, height: 700 }, colorScheme: "dark" });
    await page.setContent("<h1>歷史</h1>");
    assert.equal(await page.locator("h1").textContent(), "歷史");
    assert.equal(await page.evaluate("innerWidth"), 360);
    assert.equal(await page.evaluate("matchMedia('(prefers-color-scheme: dark)').matches"), true);
  });

  it("collects the errors that a page throws", async function () {
    const page = await browser.open();
    const thrown = page.waitForEvent("pageerror");
    await page.setContent("<script>setTimeout(() => { throw new Error('broken page') })</script>");
    await thrown;
    assert.deepEqual(
      browser.errors.splice(0).map((error) => error.message),
      ["broken page"],
    );
  });
});
