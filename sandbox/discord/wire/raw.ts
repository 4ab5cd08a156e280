/** Items that are served exactly as somebody wrote them, whatever the world says of them. */

export const RAW_KINDS = ["message", "channel", "guild"] as const;
type RawKind = (typeof RAW_KINDS)[number];

/** JSON texts by kind and id. Nothing is looked up while there are none. */
export class RawItems {
  readonly #texts = new Map<string, string>();

  /** `json` null: the item is served as the world has it again. */
  set(kind: RawKind, id: string, json: string | null): void {
    if (json === null) this.#texts.delete(`${kind} ${id}`);
    else this.#texts.set(`${kind} ${id}`, json);
  }

  /** The text to serve instead of an item, or undefined. */
  find(kind: RawKind, id: string): string | undefined {
    return this.#texts.size === 0 ? undefined : this.#texts.get(`${kind} ${id}`);
  }

  /** The JSON text of `value`, with the channels, threads and guilds in it that are written by hand. */
  stringify(value: unknown): string {
    if (this.#texts.size === 0) return JSON.stringify(value);
    const texts: string[] = [];
    const marked = JSON.stringify(value, (_key, inner: unknown) => {
      const text = this.#textOf(inner);
      return text === undefined ? inner : `\u0001raw ${texts.push(text) - 1}`;
    });
    return marked.replaceAll(/"\\u0001raw (\d+)"/g, (_mark, index: string) => texts[Number(index)] ?? "null");
  }

  #textOf(value: unknown): string | undefined {
    if (typeof value !== "object" || value === null || !("id" in value) || !("name" in value))
      return undefined;
    const id = String(value.id);
    // A guild has an owner, a channel a type; users, roles and emojis have neither.
    if ("owner_id" in value && "features" in value) return this.find("guild", id);
    return "type" in value ? this.find("channel", id) : undefined;
  }
}
