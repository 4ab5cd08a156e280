import { mix, pick } from "../../world/hash.ts";
import { corpora, type Language } from "../../world/texts/index.ts";
import type { ThreadPlan } from "./plan.ts";

/** How many threads of a kind a world of this size has. */
export function scaled(messages: number, perThread: number, most: number): number {
  return Math.min(most, Math.max(3, Math.floor(messages / perThread)));
}

/** Threads named after the subjects people have; later ones tend to be longer. */
export function planThreads(
  count: number,
  language: Language,
  make: (name: string, i: number) => Pick<ThreadPlan, "origin"> & Partial<ThreadPlan>,
): ThreadPlan[] {
  const { titles } = corpora[language];
  return Array.from({ length: count }, (_, i) => {
    const title = pick(titles, i);
    const name = i < titles.length ? title : `${title} (${Math.floor(i / titles.length) + 1})`;
    return { name, archived: true, weight: 0.05 + (mix(i, 5) % 100) / 120, ...make(name, i) };
  });
}
