/** Discord's rule for which shard (id, count) a guild's events go to. */
export function isOnShard(guildId: string, shard: readonly [number, number]): boolean {
  return shard[1] <= 1 || Number((BigInt(guildId) >> 22n) % BigInt(shard[1])) === shard[0];
}
