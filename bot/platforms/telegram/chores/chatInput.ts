/** What people enter to name a chat. Pure. */

export type ChatInput =
  | { kind: "name"; name: string }
  | { kind: "invite"; hash: string }
  /** Marked id. */
  | { kind: "id"; id: string };

const name = /^[A-Za-z][A-Za-z0-9_]{3,31}$/;

/**
 * @name, a link of t.me or telegram.me (to the chat or to a message in it), an invite link, tg://…, or an id: −100…, −…,
 * or a number. Null for anything else.
 */
export function parseChatInput(text: string): ChatInput | null {
  const input = text.trim();
  if (/^-?[1-9]\d{0,15}$/.test(input)) return { kind: "id", id: input };
  const link = /^(?:https?:\/\/)?(?:www\.)?(?:t\.me|telegram\.me|telegram\.dog)\/(.+)$/i.exec(input);
  if (link) return parsePath(link[1] ?? "");
  const deep = /^tg:(?:\/\/)?(resolve|join|privatepost)\?(.+)$/i.exec(input);
  if (deep) return parseDeepLink(deep[1] ?? "", new URLSearchParams(deep[2]));
  const bare = input.replace(/^@/, "");
  return name.test(bare) ? { kind: "name", name: bare } : null;
}

function parsePath(path: string): ChatInput | null {
  const parts =
    path
      .split(/[?#]/)[0]
      ?.split("/")
      .filter((part) => part !== "") ?? [];
  const [first = "", second = ""] = parts;
  if (first.startsWith("+")) return invite(first.slice(1));
  if (first === "joinchat") return invite(second);
  if (first === "c")
    return /^\d{1,13}$/.test(second) ? { kind: "id", id: `-100${second.padStart(10, "0")}` } : null;
  // Its page with a preview of what was said.
  const named = first === "s" ? second : first;
  return name.test(named) ? { kind: "name", name: named } : null;
}

function parseDeepLink(what: string, query: URLSearchParams): ChatInput | null {
  if (what === "join") return invite(query.get("invite") ?? "");
  const channel = query.get("channel") ?? "";
  if (what === "privatepost")
    return /^\d{1,13}$/.test(channel) ? { kind: "id", id: `-100${channel.padStart(10, "0")}` } : null;
  const domain = query.get("domain") ?? "";
  return name.test(domain) ? { kind: "name", name: domain } : null;
}

const invite = (hash: string): ChatInput | null =>
  /^[A-Za-z0-9_-]{10,40}$/.test(hash) ? { kind: "invite", hash } : null;
