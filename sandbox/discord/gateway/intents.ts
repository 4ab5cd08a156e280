/** Gateway intents by name. */
export const Intent = {
  guilds: 1 << 0,
  members: 1 << 1,
  moderation: 1 << 2,
  expressions: 1 << 3,
  presences: 1 << 8,
  messages: 1 << 9,
  reactions: 1 << 10,
  typing: 1 << 11,
  content: 1 << 15,
  polls: 1 << 24,
} as const;

/** All bits Discord knows: 0–16, 20, 21, 24, 25. */
const KNOWN = 0x1ffff | (1 << 20) | (1 << 21) | (1 << 24) | (1 << 25);

/** Privileged intents with the application flags (full, limited) of which one grants them. */
const PRIVILEGED = [
  [Intent.presences, (1 << 12) | (1 << 13)],
  [Intent.members, (1 << 14) | (1 << 15)],
  [Intent.content, (1 << 18) | (1 << 19)],
] as const;

/** The close code with which Discord answers an IDENTIFY with these intents, or null when they are fine. */
export function refusedIntents(intents: unknown, applicationFlags: number): 4013 | 4014 | null {
  if (typeof intents !== "number" || !Number.isInteger(intents) || intents < 0 || intents & ~KNOWN)
    return 4013;
  const refused = PRIVILEGED.some(([intent, flags]) => intents & intent && !(applicationFlags & flags));
  return refused ? 4014 : null;
}
