/** Reading ICU messages just far enough to tell text from syntax. Pure. */

/** A stretch of a message: text people read, or syntax that must stay as it is. */
export interface IcuPart {
  kind: "text" | "syntax";
  value: string;
}

/**
 * Splits a message into text and syntax: arguments (`{name}`), the frames of plural and select, `#` and rich-text
 * tags are syntax; the text inside the branches of plural and select is text. Throws on unbalanced braces.
 */
export function splitIcu(message: string): IcuPart[] {
  const parts: IcuPart[] = [];
  const add = (kind: IcuPart["kind"], value: string) => {
    const last = parts.at(-1);
    if (last?.kind === kind) last.value += value;
    else if (value) parts.push({ kind, value });
  };
  let at = 0;

  const readText = (inBranch: boolean) => {
    while (at < message.length) {
      const char = message[at] as string;
      const tag = /^<\/?[\w-]+\/?>/.exec(message.slice(at))?.[0];
      if (char === "}") {
        if (!inBranch) throw new Error(`Unbalanced } in "${message}"`);
        return;
      }
      if (char === "{") readArgument();
      else if (tag) {
        add("syntax", tag);
        at += tag.length;
      } else {
        add(char === "#" && inBranch ? "syntax" : "text", char);
        at++;
      }
    }
    if (inBranch) throw new Error(`Unbalanced { in "${message}"`);
  };

  const readArgument = () => {
    const frame = /^\{\s*\w+\s*,\s*(?:plural|select|selectordinal)\s*,/.exec(message.slice(at))?.[0];
    if (!frame) {
      const end = message.indexOf("}", at);
      if (end < 0) throw new Error(`Unbalanced { in "${message}"`);
      add("syntax", message.slice(at, end + 1));
      at = end + 1;
      return;
    }
    add("syntax", frame);
    at += frame.length;
    for (;;) {
      const selector = /^\s*(?:[=\w]+\s*\{|offset:\d+\s*)/.exec(message.slice(at))?.[0];
      if (!selector) break;
      add("syntax", selector);
      at += selector.length;
      if (!selector.endsWith("{")) continue;
      readText(true);
      add("syntax", "}");
      at++;
    }
    const close = /^\s*\}/.exec(message.slice(at))?.[0];
    if (!close) throw new Error(`Unbalanced { in "${message}"`);
    add("syntax", close);
    at += close.length;
  };

  readText(false);
  return parts;
}

/** The names a message takes: its arguments and rich-text tags, each once, sorted. */
export function placeholdersOf(message: string): string[] {
  const names = new Set<string>();
  for (const part of splitIcu(message)) {
    if (part.kind !== "syntax") continue;
    for (const [, name] of part.value.matchAll(/\{\s*(\w+)\s*(?=[,}])/g)) if (name) names.add(name);
    for (const [, name] of part.value.matchAll(/<\/?([\w-]+)\/?>/g)) if (name) names.add(`<${name}>`);
  }
  return [...names].sort();
}
