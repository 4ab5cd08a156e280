/** The corpus: what platforms have sent, or might, and what becomes of it. The shapes themselves are data. */
import { readFileSync } from "node:fs";

export interface Shape {
  name: string;
  /** Changes to a sound item by path, e.g. `attachments.0.width`; first `set`, then `unset`. */
  set?: Record<string, unknown>;
  unset?: string[];
  /**
   * Or the whole item as JSON text. `"$base":true` stands for the fields of the sound item, `DEEP<n>` for n lists
   * within one another.
   */
  raw?: string;
  expect: Expected;
}

/** Kept: with these values, and `differs` naming what `extra.as_sent` holds. Set aside: for this reason. */
export type Expected = { kept: Record<string, unknown>; differs?: string[] } | { setAside: string };

export function readShapes(file: "messages" | "channels" | "guilds"): Shape[] {
  return JSON.parse(readFileSync(new URL(`${file}.json`, import.meta.url), "utf8")) as Shape[];
}

/** The JSON text of a sound item with a shape's flaw. */
export function shapeJson(shape: Shape, base: Record<string, unknown>): string {
  if (shape.raw !== undefined) {
    return shape.raw
      .replace('"$base":true', JSON.stringify(base).slice(1, -1))
      .replaceAll(/DEEP(\d+)/g, (_, depth: string) => "[".repeat(Number(depth)) + "]".repeat(Number(depth)));
  }
  const item = structuredClone(base);
  for (const [path, value] of Object.entries(shape.set ?? {}))
    place(item, path, (holder, key) => (holder[key] = value));
  for (const path of shape.unset ?? []) place(item, path, (holder, key) => delete holder[key]);
  return JSON.stringify(item);
}

type Holder = Record<string, unknown>;

function place(item: Holder, path: string, act: (holder: Holder, key: string) => void): void {
  const keys = path.split(".");
  const last = keys.pop() ?? "";
  act(
    keys.reduce<Holder>((holder, key) => holder[key] as Holder, item),
    last,
  );
}
