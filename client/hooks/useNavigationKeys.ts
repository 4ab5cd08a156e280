"use client";
import { useRouter } from "next/navigation";
import { pages } from "../lib/pages.ts";
import { useChosenGuild } from "./useChosenGuild.tsx";
import type { Hotkeys } from "./useHotkeys.ts";

/** "g" and a page's letter lead to that page. */
export function useNavigationKeys(): Hotkeys {
  const router = useRouter();
  const { linkTo } = useChosenGuild();
  return Object.fromEntries(pages.map(({ key, path }) => [`g ${key}`, () => router.push(linkTo(path))]));
}
