import assert from "node:assert/strict";
import { passwordWeakness } from "./passwordRules.ts";

describe("passwordWeakness", function () {
  it("accepts long passwords of any composition", function () {
    for (const password of [
      "mulberry kettle 47",
      "twelve letters",
      "k7Qp2vXz9LmN",
      "密碼要夠長才安全所以我寫很多字",
      "my discord archive of 2019",
      "x".repeat(3) + "y9!Zq-rt" + "m".repeat(60),
    ]) {
      assert.equal(passwordWeakness(password), null, password);
    }
  });

  it("refuses what is guessed first", function () {
    assert.match(passwordWeakness("Password1234") ?? "", /most used/);
    assert.match(passwordWeakness("aaaaaaaabbbb") ?? "", /repeats/);
    assert.match(passwordWeakness("abcdefghijklm") ?? "", /most used|row/);
    assert.match(passwordWeakness("zyxwvutsrqpo") ?? "", /row/);
    assert.match(passwordWeakness("Discord2026!") ?? "", /guessed here/);
    assert.match(passwordWeakness("backscrollbackscroll") ?? "", /guessed here/);
    assert.match(passwordWeakness("workstation12", ["workstation"]) ?? "", /guessed here/);
    assert.equal(passwordWeakness("workstation12"), null, "another host's name means nothing here");
  });
});
