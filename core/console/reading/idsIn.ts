/** Whom and what texts mention, by Discord's markup. Pure. */

export interface MentionedIds {
  people: string[];
  channels: string[];
  roles: string[];
}

/** The ids behind `<@1>`, `<@!1>`, `<#1>` and `<@&1>`, each once. */
export function idsIn(texts: readonly string[]): MentionedIds {
  const found = { people: new Set<string>(), channels: new Set<string>(), roles: new Set<string>() };
  for (const text of texts) {
    for (const [, mark, id] of text.matchAll(/<(@!?|#|@&)(\d{15,19})>/g)) {
      if (id === undefined) continue;
      if (mark === "#") found.channels.add(id);
      else if (mark === "@&") found.roles.add(id);
      else found.people.add(id);
    }
  }
  return { people: [...found.people], channels: [...found.channels], roles: [...found.roles] };
}

/** The ids of custom emoji in a text (`<:name:1>`, `<a:name:1>`), as often as they stand there. */
export const emojiIn = (text: string): string[] =>
  text.includes(":") ? [...text.matchAll(/<a?:\w{1,64}:(\d{15,19})>/g)].flatMap(([, id]) => id ?? []) : [];
