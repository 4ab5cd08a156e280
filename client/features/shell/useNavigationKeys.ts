"use client";
import { useRouter } from "next/navigation";
import type { Hotkeys } from "../../ui/common/useHotkeys.ts";
import { useChosenGuild } from "../channels/useChosenGuild.tsx";
import { pages } from "./pages.ts";

/** "g" and a page's letter lead to that page. */
export function useNavigationKeys(): Hotkeys {
  const router = useRouter();
  const { linkTo } = useChosenGuild();
  return Object.fromEntries(pages.map(({ key, path }) => [`g ${key}`, () => router.push(linkTo(path))]));
}
