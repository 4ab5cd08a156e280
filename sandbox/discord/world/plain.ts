import type { Language } from "../../world/texts/index.ts";
import type { WorldOptions } from "../options.ts";
import { ChannelKind } from "./model.ts";
import type { ChannelPlan, GuildPlan } from "./plan.ts";

const ALL_LANGUAGES: readonly Language[] = ["en", "zh-Hant", "ja", "ru", "zh-Hans", "ar"];

/** Discord's most channels of a guild, and of a category: larger guilds than Discord's are put into categories. */
const MOST_WITHOUT_CATEGORIES = 500;
const CATEGORY_SIZE = 50;

/** Text channels of equal size and nothing else: for measuring and for large trees. */
export function planPlain(options: WorldOptions): GuildPlan[] {
  const { guilds = 1, channels = 10, members = 60, messages = 20_000, languages = ALL_LANGUAGES } = options;
  const all = Array.from({ length: channels }, (_, i): ChannelPlan => {
    const language = languages[i % languages.length] ?? "en";
    const name = `channel-${String(i + 1).padStart(String(channels).length, "0")}`;
    // A remainder goes to the first channels.
    const own = Math.floor(messages / channels) + (i < messages % channels ? 1 : 0);
    return { name, type: ChannelKind.text, languages: [language], weight: 0, messages: own };
  });
  return Array.from({ length: guilds }, (_, g): GuildPlan => {
    const from = Math.floor((g * channels) / guilds);
    const own = all.slice(from, Math.floor(((g + 1) * channels) / guilds));
    return {
      name: guilds === 1 ? "Plain" : `Plain ${g + 1}`,
      description: null,
      locale: "en-US",
      createdMs: Date.UTC(2022, 10, 1) + g * 86_400_000,
      members,
      membersFrom: 0,
      boosts: 0,
      community: false,
      emojis: [["lantern", false]],
      stickers: [["Hello", "👋"]],
      channels: own.length > MOST_WITHOUT_CATEGORIES ? intoCategories(own) : own,
    };
  });
}

function intoCategories(channels: readonly ChannelPlan[]): ChannelPlan[] {
  const out: ChannelPlan[] = [];
  for (let from = 0; from < channels.length; from += CATEGORY_SIZE) {
    const parent = out.length;
    out.push({ name: `Section ${from / CATEGORY_SIZE + 1}`, type: ChannelKind.category, weight: 0 });
    for (const channel of channels.slice(from, from + CATEGORY_SIZE)) out.push({ ...channel, parent });
  }
  return out;
}
