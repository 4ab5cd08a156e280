import assert from "node:assert/strict";
import { placeholdersOf, splitIcu } from "./icu.ts";

const textOf = (message: string) =>
  splitIcu(message)
    .filter((part) => part.kind === "text")
    .map((part) => part.value);

describe("splitIcu", function () {
  it("gives back the whole message when joined", function () {
    const message = "A {n, plural, one {# <b>task</b>} other {# tasks of {name}}} end";
    assert.equal(
      splitIcu(message)
        .map((part) => part.value)
        .join(""),
      message,
    );
  });

  it("finds the text in the branches of a plural", function () {
    assert.deepEqual(textOf("{n, plural, one {# task} other {# tasks}}"), [" task", " tasks"]);
  });

  it("leaves arguments and tags alone", function () {
    assert.deepEqual(textOf("Task {id} of <b>{name}</b>"), ["Task ", " of "]);
  });

  it("refuses unbalanced braces", function () {
    assert.throws(() => splitIcu("a {b"), /Unbalanced/);
    assert.throws(() => splitIcu("a } b"), /Unbalanced/);
    assert.throws(() => splitIcu("{n, plural, other {x}"), /Unbalanced/);
  });
});

describe("placeholdersOf", function () {
  it("names each argument and tag once, sorted", function () {
    assert.deepEqual(placeholdersOf("<b>{who}</b>: {n, plural, one {# of {all}} other {# of {all}}}"), [
      "<b>",
      "all",
      "n",
      "who",
    ]);
  });
});
