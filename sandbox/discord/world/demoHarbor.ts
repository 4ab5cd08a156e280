import { ChannelKind } from "./model.ts";
import type { GuildPlan } from "./plan.ts";

const { text, voice } = ChannelKind;

/** A small one, with several languages in each channel. */
export function planHarbor(): GuildPlan {
  return {
    name: "Polyglot Harbor",
    description: "Practise languages with people who speak them.",
    locale: "en-GB",
    createdMs: Date.UTC(2023, 10, 5, 11, 30, 0),
    members: 58,
    membersFrom: 4,
    boosts: 0,
    community: false,
    emojis: [["anchor", false]],
    stickers: [],
    systemChannel: 0,
    channels: [
      {
        name: "lobby",
        type: text,
        languages: ["en", "ja", "ru", "ar", "zh-Hans"],
        weight: 8,
        style: "welcome",
      },
      { name: "english-日本語", type: text, languages: ["en", "ja"], weight: 6 },
      { name: "русский-english", type: text, languages: ["ru", "en"], weight: 5 },
      { name: "العربية-中文", type: text, languages: ["ar", "zh-Hans"], weight: 4 },
      { name: "Practice room", type: voice, weight: 0 },
    ],
  };
}
