import assert from "node:assert/strict";
import { redactJson, redactText, redactValue } from "./redact.ts";

const person = "400000000000000001";
const other = "400000000000000002";
const isPerson = (id: string) => id === person;

describe("redactText", function () {
  it("leaves the words and takes the person out of mentions", function () {
    assert.equal(
      redactText("discord", `thanks <@${person}> and <@!${person}>, says <@${other}> (${person})`, isPerson),
      `thanks <@0> and <@!0>, says <@${other}> (0)`,
    );
  });
  it("takes no part of a longer number for the person", function () {
    const text = `1${person} ${person}1 40000000000000000`;
    assert.equal(redactText("discord", text, isPerson), text);
  });
  it("knows people of Telegram by what stands around their small numbers", function () {
    assert.equal(
      redactText("telegram", "7 apples, [she](tg://user?id=7) and 77", (id) => id === "7"),
      "7 apples, [she](tg://user?id=0) and 77",
    );
  });
});

describe("redactValue", function () {
  it("returns the very same value when nobody is named", function () {
    const extra = { mentions: [other], embeds: [{ title: "x", n: 1 }], flags: 4 };
    assert.equal(redactValue("discord", extra, isPerson), extra);
  });
  it("takes people out of lists, and their names out of what names them", function () {
    const user = { id: person, username: "mara", global_name: "Mara", avatar: "abc" };
    assert.deepEqual(
      redactValue(
        "discord",
        {
          mentions: [person, other],
          interaction_metadata: { id: "1", user, authorizing_integration_owners: { "1": person } },
          message_snapshots: [
            { message: { content: `<@${person}>`, mentions: [user, { id: other, username: "b" }] } },
          ],
        },
        isPerson,
      ),
      {
        mentions: [other],
        interaction_metadata: { id: "1", user: { id: "0" }, authorizing_integration_owners: { "1": "0" } },
        message_snapshots: [{ message: { content: "<@0>", mentions: [{ id: other, username: "b" }] } }],
      },
    );
  });
  it("reads JSON that stands in a text, as what was kept as sent does", function () {
    const asSent = { "mentions.0": JSON.stringify({ id: person, username: "mara" }), content: '"\\u0000"' };
    assert.deepEqual(redactValue("discord", { as_sent: asSent }, isPerson), {
      as_sent: { "mentions.0": '{"id":"0"}', content: '"\\u0000"' },
    });
  });
  it("takes people of Telegram out by the names of their fields", function () {
    assert.deepEqual(
      redactValue(
        "telegram",
        { from_id: 7, views: 7, via: { user_id: "7" }, entity: { id: 7, first_name: "M" } },
        (id) => id === "7",
      ),
      { from_id: 0, views: 7, via: { user_id: "0" }, entity: { id: "0" } },
    );
  });
});

describe("redactJson", function () {
  it("leaves text that names nobody as it was written, and takes ids out of what is no JSON", function () {
    assert.equal(redactJson("discord", '{ "a" : 1 }', isPerson), '{ "a" : 1 }');
    assert.equal(redactJson("discord", `{ broken ${person}`, isPerson), "{ broken 0");
  });
});
