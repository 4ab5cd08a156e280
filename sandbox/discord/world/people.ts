import { hashText, hexDigits, mix, pick } from "../../world/hash.ts";
import type { Language } from "../../world/texts/index.ts";
import type { User } from "./model.ts";
import { toId } from "./snowflake.ts";

/** The regulars: user name, the name people see (null: the user name itself), and their first language. */
const REGULARS: readonly (readonly [string, string | null, Language?])[] = [
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

/** Makes a user with a fixed id (made from `createdMs` and the name) and writes its JSON once. */
export function createUser(
  username: string,
  globalName: string | null,
  createdMs: number,
  kind: { bot?: boolean; id?: string; avatar?: boolean } = {},
): User {
  const hash = hashText(username);
  const user = {
    id: kind.id ?? toId(createdMs + (hash % 86_400_000), hash & 0x3fffff),
    username,
    globalName,
    avatar: kind.avatar === false ? null : hexDigits(hash, 32),
    bot: kind.bot ?? false,
  };
  return { ...user, ...encoded(toApiUser(user, hash % 10_000)) };
}

/** The face a webhook gives a message: the webhook's id with a name of the message's own. */
export function createWebhookFace(webhookId: string, name: string, avatar: string | null): User {
  const json = {
    id: webhookId,
    username: name,
    avatar,
    discriminator: "0000",
    public_flags: 0,
    flags: 0,
    bot: true,
  };
  return {
    id: webhookId,
    username: name,
    globalName: null,
    avatar,
    bot: true,
    ...encoded({ ...json, global_name: null, clan: null, primary_guild: null }),
  };
}

function encoded(apiUser: object): Pick<User, "json" | "jsonBytes"> {
  const json = JSON.stringify(apiUser);
  return { json, jsonBytes: Buffer.from(json) };
}

/** The people of a world, `count` of them: the regulars first, then those who only read along. */
export function createPeople(count: number): User[] {
  const firstMs = Date.UTC(2016, 4, 1);
  return Array.from({ length: count }, (_, i) => {
    const regular = REGULARS[i];
    const hash = mix(0x9e0f1e, i);
    const createdMs = firstMs + (hash % 1_500) * 86_400_000;
    if (regular) return createUser(regular[0], regular[1], createdMs, { avatar: hash % 7 !== 0 });
    const name = `${pick(ADJECTIVES, hash)}${pick(NOUNS, hash >>> 8)}${i}`;
    return createUser(name, null, createdMs, { avatar: hash % 3 === 0 });
  });
}

/** How many people have a name of their own and take part in conversations. */
export const REGULAR_COUNT = REGULARS.length;

const firstLanguages = new Map(
  REGULARS.map(([username, , language]) => [username, language ?? "en"] as const),
);

/** The language a person grew up with; English for those of whom nothing is known. */
export function firstLanguageOf(user: User): Language {
  return firstLanguages.get(user.username) ?? "en";
}

function toApiUser(user: Omit<User, "json" | "jsonBytes">, discriminator: number) {
  return {
    id: user.id,
    username: user.username,
    avatar: user.avatar,
    discriminator: user.bot ? String(discriminator).padStart(4, "0") : "0",
    public_flags: user.bot ? 65_536 : 0,
    flags: user.bot ? 65_536 : 0,
    ...(user.bot ? { bot: true } : {}),
    banner: null,
    accent_color: null,
    global_name: user.globalName,
    avatar_decoration_data: null,
    collectibles: null,
    display_name_styles: null,
    banner_color: null,
    clan: null,
    primary_guild: null,
  };
}
