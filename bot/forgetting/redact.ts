/**
 * Takes forgotten people out of what others wrote: who says "thank you" to somebody keeps the words, and the mention names
 * nobody any more (docs/notes/0046). One function for what is stored already and for what comes: a page that is read
 * again must say the same, or it would count as an edit and bring the name back.
 */
import type { Platform } from "../../core/model/platform.ts";

/** What stands where a forgotten person was mentioned: no platform has a person of this id. */
const nobody = "0";

/** Deeper than any platform nests; what lies below is cut by the converters. */
const deepest = 200;

/** Where ids of people may stand in a text. Discord's ids are told by their length; Telegram's by what stands around them. */
const idInText: Record<Platform, RegExp> = {
  discord: /(?<!\d)\d{16,20}(?!\d)/g,
  telegram: /(?<=tg:\/\/user\?id=)\d{1,15}(?!\d)/g,
};

/** Keys whose value is the id of a person, on platforms whose ids are small numbers like any other. */
const personKey = /^(user|from|sender|author|via_bot|peer|member|actor)_?id$/i;

/** `isForgotten` of a decimal id. Returns the very same text when nobody was named. Pure. */
export function redactText(platform: Platform, text: string, isForgotten: (id: string) => boolean): string {
  return text.replace(idInText[platform], (id) => (isForgotten(id) ? nobody : id));
}

/**
 * The value without the people: their user objects keep nothing but that somebody was there, lists lose them. Returns
 * the very same value when nobody was named. Texts that hold JSON (`extra.as_sent`) are read as such. Pure.
 */
export function redactValue(
  platform: Platform,
  value: unknown,
  isForgotten: (id: string) => boolean,
): unknown {
  const walk = (part: unknown, key: string | null, depth: number): unknown => {
    if (depth > deepest) return part;
    if (typeof part === "string") {
      if (platform === "telegram" && key !== null && personKey.test(key) && isForgotten(part)) return nobody;
      if (key !== null && /^[[{]/.test(part)) return redactJson(platform, part, isForgotten);
      return redactText(platform, part, isForgotten);
    }
    if (typeof part === "number")
      return key !== null && personKey.test(key) && isForgotten(String(part)) ? 0 : part;
    if (Array.isArray(part)) {
      const kept = part.filter((item) => !isPerson(platform, item, key, isForgotten));
      const walked = kept.map((item) => walk(item, key, depth + 1));
      return walked.length === part.length && walked.every((item, index) => item === part[index])
        ? (part as unknown)
        : walked;
    }
    if (typeof part !== "object" || part === null) return part;
    if (isUser(part) && isForgotten(String(part.id))) return { id: nobody };
    const entries = Object.entries(part);
    const walked = entries.map(([name, item]) => [
      redactText(platform, name, isForgotten),
      walk(item, name, depth + 1),
    ]);
    return walked.every(([name, item], index) => name === entries[index]?.[0] && item === entries[index]?.[1])
      ? part
      : Object.fromEntries(walked);
  };
  return walk(value, null, 0);
}

/** JSON text without the people; text that is no JSON loses their ids. Pure. */
export function redactJson(platform: Platform, json: string, isForgotten: (id: string) => boolean): string {
  if (platform === "discord" && redactText(platform, json, isForgotten) === json) return json;
  try {
    const value: unknown = JSON.parse(json);
    const redacted = redactValue(platform, value, isForgotten);
    return redacted === value ? json : JSON.stringify(redacted);
  } catch {
    return redactText(platform, json, isForgotten);
  }
}

const nameKeys = ["username", "global_name", "first_name", "discriminator", "firstName"];

/** Whether an object is a platform's user: an id beside a name, or the id alone of a list of people. */
function isUser(value: object): value is { id: unknown } {
  return "id" in value && nameKeys.some((name) => name in value);
}

/** An entry of a list that is nothing but a person: the id, or the user. */
function isPerson(
  platform: Platform,
  item: unknown,
  key: string | null,
  isForgotten: (id: string) => boolean,
): boolean {
  if (typeof item === "string")
    return (platform === "discord" || key === "mentions") && /^\d{1,20}$/.test(item) && isForgotten(item);
  return typeof item === "object" && item !== null && isUser(item) && isForgotten(String(item.id));
}
