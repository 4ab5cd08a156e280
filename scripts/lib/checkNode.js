/**
 * Imported first by every script: ends it with one sentence on a Node.js that the rest could not run on.
 * It therefore uses nothing newer than ES modules themselves, and no file beside it is imported for a
 * name that old versions lack (that would fail before this line runs).
 */
const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);

// 20.19 and 22.12 are the first that can `require` an ES module, as PM2 does with ecosystem.config.js.
const usable = (major === 20 && minor >= 19) || (major === 22 && minor >= 12) || major >= 23;

if (!usable) {
  process.stderr.write(
    `✖ Backscroll needs Node.js 20.19 or newer (of the 22 line, 22.12 or newer); this is ${process.version}: install a newer one and start again.\n`,
  );
  process.exit(1);
}
if (process.platform === "win32") {
  process.stderr.write(
    "✖ Backscroll does not run on Windows itself: use the Windows Subsystem for Linux (WSL) and start again there.\n",
  );
  process.exit(1);
}
