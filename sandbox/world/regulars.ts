/** The people whom all worlds know by name, whatever platform they are on. */
import { pick } from "./hash.ts";
import type { Language } from "./texts/index.ts";

/** The regulars: user name, the name people see (null: the user name itself), and their first language. */
export const REGULARS: readonly (readonly [string, string | null, Language?])[] = [
  ["mirela.k", "Mirela"],
  ["tomasz_w", "Tomasz"],
  ["ana.ferreira", "Ana Ferreira"],
  ["jonasb", "Jonas"],
  ["quietotter", null],
  ["wei_ling", "林薇", "zh-Hans"],
  ["haruki.m", "春樹", "ja"],
  ["sveta_1987", "Светлана", "ru"],
  ["omar.h", "عمر", "ar"],
  ["nadia_tn", "نادية", "ar"],
  ["chen.yu", "陳昱", "zh-Hant"],
  ["xiaowang", "小王", "zh-Hans"],
  ["priya.r", "Priya"],
  ["kofi.mensah", "Kofi"],
  ["lukas.dev", "Lukas"],
  ["elif_y", "Elif"],
  ["sakura_t", "さくら", "ja"],
  ["dmitry.p", "Дмитрий", "ru"],
  ["bergfex", "Bergfex ⛰️"],
  ["ines.m", "Inês"],
  ["hannah_j", "Hannah"],
  ["zhou.min", "周敏", "zh-Hans"],
  ["ahmed_s", "أحمد", "ar"],
  ["yuki0204", "ゆき", "ja"],
  ["marek.nov", "Marek"],
  ["olga.v", "Ольга", "ru"],
  ["pixelgarten", "Pixelgarten"],
  ["noor.a", "نور", "ar"],
  ["ting.huang", "黃婷", "zh-Hant"],
  ["dave_the_diver", "Dave"],
  ["siobhan", "Siobhán"],
  ["giulia.b", "Giulia"],
  ["tanuki", "たぬき", "ja"],
  ["maxim_k", "Максим", "ru"],
  ["laowang", "老王", "zh-Hans"],
  ["teahouse", "阿茶", "zh-Hant"],
  ["rosa.delgado", "Rosa"],
  ["eero", "Eero"],
  ["minh.tran", "Minh"],
  ["fatima.z", "فاطمة", "ar"],
  ["kenji_w", "健二", "ja"],
  ["alisa.r", "Алиса", "ru"],
  ["bluebottle", null],
  ["joris", "Joris"],
  ["carla.p", "Carla"],
  ["liming", "李明", "zh-Hans"],
  ["yating", "雅婷", "zh-Hant"],
  ["samir_k", "سمير", "ar"],
  ["northwind", "north wind"],
  ["vera.s", "Вера", "ru"],
  ["hiro_pon", "ひろぽん", "ja"],
  ["grace.o", "Grace"],
  ["paperplane", null],
  ["anton.l", "Антон", "ru"],
  ["wu.jie", "吳杰", "zh-Hant"],
  ["layla.m", "ليلى", "ar"],
  ["emil", "Emil"],
  ["marta_z", "Marta"],
  ["kumiko", "久美子", "ja"],
  ["sasha.b", "Саша", "ru"],
  ["fernweh", "Fernweh"],
  ["guo.fan", "郭帆", "zh-Hans"],
  ["jia.hao", "家豪", "zh-Hant"],
  ["yusuf_d", "Yusuf"],
  ["tofu.cat", "豆腐貓", "zh-Hant"],
  ["claire.d", "Claire"],
  ["stanislav", "Станислав", "ru"],
  ["mossy", "mossy 🌿"],
  ["ryo_k", "涼", "ja"],
  ["hassan.q", "حسن", "ar"],
  ["birgit", "Birgit"],
  ["owen.l", "Owen"],
];

const ADJECTIVES = [
  "calm",
  "misty",
  "amber",
  "late",
  "lunar",
  "brisk",
  "hidden",
  "silver",
  "wild",
  "paper",
  "lucky",
  "slow",
];
const NOUNS = [
  "heron",
  "maple",
  "harbor",
  "comet",
  "teapot",
  "ridge",
  "lantern",
  "sparrow",
  "river",
  "badger",
  "violin",
  "cloud",
];

/** How many people have a name of their own and take part in conversations. */
export const REGULAR_COUNT = REGULARS.length;

/** The user name of somebody who only reads along: number `place` of a world's people. */
export function makeUsername(hash: number, place: number): string {
  return `${pick(ADJECTIVES, hash)}${pick(NOUNS, hash >>> 8)}${place}`;
}

const firstLanguages = new Map(
  REGULARS.map(([username, , language]) => [username, language ?? "en"] as const),
);

/** The language a person grew up with; English for those of whom nothing is known. */
export function firstLanguageOf(user: { username: string | null }): Language {
  return firstLanguages.get(user.username ?? "") ?? "en";
}
