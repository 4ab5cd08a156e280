import assert from "node:assert/strict";
import type { PlannedChannel } from "../../core/database/exports/plan.ts";
import { baseNames, partName, safeName } from "./fileNames.ts";

const channel: PlannedChannel = {
  platform: "discord",
  guildId: "1",
  guildName: "Harbour",
  guildKind: "server",
  guildIcon: null,
  username: null,
  id: "3",
  name: "quay",
  kind: "text",
  topic: null,
  position: 7,
  nsfw: false,
  parentId: "2",
  parentName: "Docks",
  parentPosition: 4,
  toId: "9",
  messages: 1,
};
const naming = {
  pattern: "%g|%G|%t|%T|%c|%C|%p|%P|%a|%b|%d|%%",
  afterAt: new Date("2024-01-02T03:04:05Z"),
  beforeAt: new Date("2024-02-03T00:00:00Z"),
  exportedAt: new Date("2024-03-04T23:59:59Z"),
};

describe("baseNames", function () {
  it("fills in every token of DiscordChatExporter's, and leaves what is none", function () {
    const pattern = naming.pattern.replaceAll("|", ";");
    assert.deepEqual(baseNames([channel], { ...naming, pattern: `${pattern};%x;50%` }), [
      "1;Harbour;2;Docks;3;quay;7;4;2024-01-02;2024-02-03;2024-03-04;%;%x;50%",
    ]);
  });
  it("leaves no gap where a token is empty", function () {
    const alone = { ...channel, parentId: null, parentName: null, parentPosition: null };
    const open = { ...naming, pattern: "%G - %T - %C [%c]", afterAt: null, beforeAt: null };
    assert.deepEqual(baseNames([alone], open), ["Harbour - quay [3]"]);
  });
  it("gives no name twice, also where letters differ by case alone, and never none", function () {
    const named = (name: string, id: string) => ({ ...channel, name, id });
    const channels = [named("quay", "3"), named("QUAY", "4"), named("quay", "5"), named("..", "6")];
    assert.deepEqual(baseNames(channels, { ...naming, pattern: "%C" }), [
      "quay",
      "QUAY (2)",
      "quay (3)",
      "6",
    ]);
  });
});

describe("partName", function () {
  it("counts from the second file on, as DiscordChatExporter does", function () {
    assert.deepEqual(
      [partName("quay", 1, "json"), partName("quay", 2, "json")],
      ["quay.json", "quay [part 2].json"],
    );
  });
});

describe("safeName", function () {
  it("leads nowhere, and is a name on every system", function () {
    for (const [wanted, safe] of [
      ["../../etc/passwd", "_.._etc_passwd"],
      ["a/b\\c:d*e?f", "a_b_c_d_e_f"],
      ["con", "_con"],
      ["LPT1.txt", "_LPT1.txt"],
      [" .hidden. ", "hidden"],
      ["a\u202eb\0c", "a_b_c"],
      ["茶 🫖", "茶 🫖"],
    ] as const)
      assert.equal(safeName(wanted), safe, wanted);
    const long = safeName("茶".repeat(500));
    assert.ok(Buffer.byteLength(long) <= 180 && long.length > 50);
  });
});
