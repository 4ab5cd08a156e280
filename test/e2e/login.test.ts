import assert from "node:assert/strict";
import { eventually } from "../support/eventually.ts";
import { password, useHouse } from "./house.ts";
import { guildId, seedServer } from "./seed.ts";

describe("the way in", function () {
  this.timeout(90_000);
  const house = useHouse();
  before("fill the database", async function () {
    await seedServer(house.pool);
  });
  afterEach("forget failed attempts", async function () {
    await house.pool.query("delete from login_throttle");
  });
  const openLogin = (path = "/login") => house.open(path, { signedOut: true });

  it("leads to the login page and back to where one wanted to go", async function () {
    const page = await openLogin(`/tasks?status=failed&guild=${guildId}`);
    await page.waitForURL(/\/login\?next=/);
    await page.getByLabel("Access password").fill(password);
    await page.getByRole("button", { name: "Sign in" }).click();
    await page.waitForURL((url) => url.pathname === "/tasks" && url.searchParams.get("status") === "failed");
    await page.getByText("No task matches.").waitFor();
    assert.deepEqual(house.violations, []);
  });

  it("says that a password is wrong, and keeps it to be looked at and corrected", async function () {
    const page = await openLogin();
    const field = page.getByLabel("Access password");
    await field.fill("lantern harbour ten");
    await page.getByRole("button", { name: "Sign in" }).click();
    await page.getByText("This password is not right.").waitFor();
    assert.equal(await field.getAttribute("type"), "password");
    await page.getByRole("button", { name: "Show or hide the password" }).click();
    assert.equal(await field.getAttribute("type"), "text");
    assert.equal(await field.inputValue(), "lantern harbour ten");
  });

  it("counts down after too many attempts and lets in afterwards", async function () {
    const page = await openLogin();
    const button = page.getByRole("button", { name: "Sign in" });
    for (let attempt = 0; attempt < 6; attempt++) {
      await page.getByLabel("Access password").fill(`wrong ${attempt}`);
      await button.click();
      await page.getByText(/not right|Too many attempts/).waitFor();
      if (await page.getByText("Too many attempts").isVisible()) break;
      // The next attempt's answer must not be taken for this one's.
      await page.getByLabel("Access password").fill("");
    }
    await page.getByText(/Too many attempts\. Try again in \d+/).waitFor();
    assert.ok(await button.isDisabled());
  });

  it("signs out", async function () {
    const page = await house.open("/");
    await page.getByRole("button", { name: "Your settings" }).click();
    await page.getByRole("menuitem", { name: "Sign out" }).click();
    await page.waitForURL(/\/login$/);
    await page.goto(`${house.origin}/tasks`);
    await page.waitForURL(/\/login\?next=%2Ftasks/);
  });

  it("changes the password and says so", async function () {
    const page = await house.open("/settings");
    const next = `${password} again`;
    await page.getByLabel("Current password").fill(password);
    await page.getByLabel("New password").fill("short");
    await page.getByText("7 more characters").waitFor();
    await page.getByLabel("New password").fill(next);
    await page.getByRole("button", { name: "Change the password" }).click();
    await page.getByText("The password is changed.").waitFor();
    const change = (from: string, to: string) =>
      page.request.post(`${house.origin}/api/v1/auth/password`, {
        data: { currentPassword: from, newPassword: to },
      });
    assert.ok((await change(next, password)).ok());
  });

  it("speaks the language of the browser until another is chosen, and remembers that", async function () {
    const page = await house.open("/login", { locale: null, browserLanguage: "zh-TW", signedOut: true });
    await page.getByRole("button", { name: "登入", exact: true }).waitFor();
    assert.equal(await page.getAttribute("html", "lang"), "zh-Hant");
    await page.getByRole("button", { name: "Русский" }).click();
    await page.getByRole("button", { name: "Войти", exact: true }).waitFor();
    await page.reload();
    await page.getByRole("button", { name: "Войти", exact: true }).waitFor();
    assert.equal(await page.getAttribute("html", "lang"), "ru");
  });

  it("draws the chosen colour scheme before anything is shown", async function () {
    const page = await house.open("/settings", { scheme: "light" });
    await page.getByRole("button", { name: /Harbour/ }).waitFor(); // its data is there: the page works
    await page.getByLabel("Colour scheme").selectOption("dark");
    await eventually("the page is dark", async () => (await scheme()) === "dark");
    // On the next load, as soon as there is a body to be seen.
    await page.addInitScript(`
      new MutationObserver((_, observer) => {
        if (!document.body) return;
        window.schemeAtFirstSight = document.documentElement.getAttribute("data-mantine-color-scheme");
        observer.disconnect();
      }).observe(document, { childList: true, subtree: true });
    `);
    await page.reload();
    assert.equal(await page.evaluate("window.schemeAtFirstSight"), "dark");

    function scheme() {
      return page.getAttribute("html", "data-mantine-color-scheme");
    }
  });

  it("sends a policy that lets nothing in but itself, with a nonce of its own each time", async function () {
    const policyOf = async () =>
      (await fetch(`${house.origin}/login`)).headers.get("content-security-policy") ?? "";
    const [first, second] = [await policyOf(), await policyOf()];
    assert.match(first, /default-src 'none'/);
    assert.match(first, /script-src 'self' 'nonce-[0-9a-f]{32}' 'strict-dynamic'(;|$)/);
    assert.match(first, /frame-ancestors 'none'/);
    assert.doesNotMatch(first, /unsafe-eval|script-src[^;]*unsafe-inline|https?:/);
    assert.notEqual(first, second);
  });
});
