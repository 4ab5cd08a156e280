/** What the gateway's close codes mean, for the log and the account's status. */

const words: ReadonlyMap<number, string> = new Map([
  [1006, "the connection broke"],
  [4000, "an error at Discord"],
  [4004, "the bot token is refused"],
  [4008, "too many messages sent"],
  [4009, "the session timed out"],
  [4010, "the shard is invalid"],
  [4011, "the bot is in too many servers for one connection"],
  [4012, "the gateway version is not supported"],
  [4013, "the intents are invalid"],
  [4014, "an intent is not allowed: see the bot's page in Discord's developer portal"],
  [4200, "closed to resume"],
]);

/** Such as "4004: the bot token is refused". */
export function describeClose(code: number, reason = ""): string {
  const meaning = words.get(code) ?? reason;
  return meaning === "" ? String(code) : `${code}: ${meaning}`;
}
