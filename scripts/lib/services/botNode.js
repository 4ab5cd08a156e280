/**
 * How Node is started for the bot. Pages become garbage as fast as they come: with V8's default of 16 MB the young
 * generation alone keeps some 50 MB more resident, for 5 % more speed that Discord's limits never ask for
 * (docs/benchmarks.md).
 */
/** Arguments for Node before the bot's script. @type {readonly string[]} */
export const botNodeArguments = ["--max-semi-space-size=8"];
