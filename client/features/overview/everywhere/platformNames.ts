import type { Platform } from "../../../../core/model/platform.ts";

/** Brands: the same in every language. */
export const platformNames: Record<Platform, string> = { discord: "Discord", telegram: "Telegram" };
