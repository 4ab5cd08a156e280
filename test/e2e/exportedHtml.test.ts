import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { hostileTexts as listed } from "../corpus/hostileTexts.ts";
import { useBrowser } from "../support/browser.ts";
import { useTestDatabase } from "../support/database.ts";
import { useExports } from "../support/exportRuns.ts";
import { hostileTexts } from "../support/hostileTexts.ts";
import { makeRichArchive, rich } from "../support/richArchive.ts";

const texts = [...new Set([...hostileTexts, ...listed])];

/** What of a page could act or lead elsewhere. */
const lookAtPage = `({
  scripts: document.scripts.length,
  elements: document.querySelectorAll(
    "iframe,object,embed,link,base,form,input,button,svg,math,template,img,video,audio").length,
  handlers: [...document.querySelectorAll("*")].filter((each) =>
    [...each.attributes].some(({ name }) => name.startsWith("on"))).length,
  addresses: [...document.querySelectorAll("a")].map((link) => link.getAttribute("href") ?? "")
    .filter((href) => !/^(https?:|mailto:|tg:|discord:|#m|[\\w%[\\]-]+\\.html)/.test(href)),
})`;

const lookAtLooks = `({
  width: document.documentElement.scrollWidth,
  color: getComputedStyle(document.body).backgroundColor,
  painted: document.querySelector("img").naturalWidth,
})`;

describe("exported HTML under hostile texts", function () {
  this.timeout(60_000);
  const database = useTestDatabase();
  const exports = useExports(database);
  const browser = useBrowser();
  let folder = "";
  beforeEach(async function () {
    folder = await mkdtemp(join(tmpdir(), "backscroll-html-"));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  /** Every text wherever somebody else can put it. */
  async function spread(): Promise<void> {
    await makeRichArchive(database.pool);
    const messages = texts.map((text, number) => ({
      id: String(910000000000000000n + BigInt(number)),
      author_id: String(420000000000000000n + BigInt(number)),
      text,
      extra: {
        embeds: [
          {
            title: text,
            url: text,
            description: text,
            color: number,
            author: { name: text },
            provider: { name: text },
            footer: { text },
            fields: [{ name: text, value: text }],
          },
        ],
        poll: {
          question: { text },
          answers: [{ answer_id: 1, poll_media: { text, emoji: { name: text } } }],
        },
        sticker_items: [{ id: "1", name: text }],
        message_snapshots: [{ message: { content: text, attachments: [], embeds: [] } }],
        components: [{ type: 1, components: [{ type: 2, label: text, url: text }] }],
        webhook_author: { name: text },
      },
    }));
    await database.pool.query(
      `with m as (select * from json_to_recordset($1::json) as m (id int8, author_id int8, text text, extra jsonb)),
        people as (insert into authors (id, platform, name, display_name) select author_id, 'discord', text, text from m),
        said as (insert into messages (channel_id, id, guild_id, author_id, content, created_at, extra)
          select $2, id, $3, author_id, text, now(), extra from m)
       select 1`,
      [JSON.stringify(messages), rich.thread, rich.guild],
    );
    await database.pool.query(
      `insert into attachments (channel_id, message_id, id, position, file_name, size_bytes, url, description)
       select channel_id, id, 1, 0, content, 1, content, content from messages where id >= 910000000000000000`,
    );
    await database.pool.query(
      `insert into reactions (channel_id, message_id, emoji, count)
       select channel_id, id, content, 1 from messages where id >= 910000000000000000`,
    );
    await database.pool.query(
      `insert into message_versions (channel_id, message_id, content)
       select channel_id, id, content from messages where id >= 910000000000000000`,
    );
    await database.pool.query("update channels set name = $1, topic = $1 where id = $2", [
      texts[0],
      rich.thread,
    ]);
    await database.pool.query("update guilds set name = $1 where id = $2", [texts[1], rich.guild]);
  }

  it("runs nothing, asks nobody, and shows them as they are", async function () {
    await spread();
    const { files } = await exports.run({ guild_id: rich.guild, format: "html", file_names: "%c" });
    for (const [name, content] of files) await writeFile(join(folder, name), content);
    const page = await browser.open();
    const asked: string[] = [];
    const acted: string[] = [];
    page.on("request", (request) => asked.push(request.url()));
    page.on("dialog", (dialog) => {
      acted.push(dialog.message());
      void dialog.dismiss();
    });
    await page.addInitScript(
      "document.addEventListener('securitypolicyviolation', (event) => console.log('refused ' + event.violatedDirective))",
    );
    page.on("console", (message) => acted.push(message.text()));
    for (const name of files.keys()) {
      await page.goto(pathToFileURL(join(folder, name)).href);
      const title = await page.title();
      assert.notEqual(title, "broken");
      const found = await page.evaluate<Record<string, unknown>>(lookAtPage);
      assert.deepEqual(found, { scripts: 0, elements: 0, handlers: 0, addresses: [] }, name);
    }
    assert.deepEqual(acted, []);
    assert.deepEqual(
      asked.filter((url) => !url.startsWith("file:")),
      [],
    );
  });
  it("shows pictures that lie beside it, in light and in dark, and fits a phone", async function () {
    await makeRichArchive(database.pool, exports.blobs);
    const png = Buffer.from(
      "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==",
      "base64",
    );
    await database.pool.query("update media set extension = 'png', content_type = 'image/png'");
    const { files } = await exports.run({ guild_id: rich.guild, format: "html", file_names: "%c" });
    const page = (files.get(`${rich.channel}.html`) ?? "").toString();
    await writeFile(join(folder, "map.png"), png);
    // The very markup of an included picture, with a picture that a browser can paint.
    const shown = page.replace("</main>", '<div class="file"><img src="map.png" alt="map"></div></main>');
    await writeFile(join(folder, "page.html"), shown);
    for (const colorScheme of ["light", "dark"] as const) {
      const opened = await browser.open({ colorScheme, viewport: { width: 390, height: 800 } });
      await opened.goto(pathToFileURL(join(folder, "page.html")).href);
      const { width, color, painted } = await opened.evaluate<{
        width: number;
        color: string;
        painted: number;
      }>(lookAtLooks);
      assert.equal(painted, 1);
      assert.ok(width <= 390, `${width} px wide`);
      assert.equal(color, colorScheme === "light" ? "rgb(255, 255, 255)" : "rgb(23, 24, 28)");
    }
  });
});
