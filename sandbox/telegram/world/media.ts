/** Files, polls and the rest that generated messages carry. */
import { fraction, mix, pick } from "../../world/hash.ts";
import type { Corpus } from "../../world/texts/corpus.ts";
import type { Facts, FileFacts, FileKind, Media, ReactionFacts } from "./facts.ts";

const PHOTO_SIZES = [
  [1280, 960],
  [960, 1280],
  [1280, 720],
  [800, 800],
  [640, 480],
] as const;

const DOCUMENTS = [
  ["notes.md", "text/markdown"],
  ["crash.log", "text/plain"],
  ["places.csv", "text/csv"],
  ["行程.txt", "text/plain"],
  ["checklist.pdf", "application/pdf"],
  ["архив.zip", "application/zip"],
] as const;

const REACTIONS = ["👍", "❤", "🔥", "🎉", "😁", "🤔", "😢", "👏", "🙏", "💯", "👀", "🤯"] as const;
const STICKERS = ["😀", "🐱", "🍵", "⛰", "🎉", "😭"] as const;

/** A quarter of the files is kept by another data centre than the account's. */
const FAR_SHARE = 4;

/** The id of a message's file: it says which chat and message, so that the file is found again without a list. */
export function fileIdOf(chatNumber: number, messageId: number): bigint {
  return (0x5fn << 56n) | (BigInt(chatNumber) << 32n) | BigInt(messageId);
}

/** Chat and message of a generated file's id; null for uploaded ones. */
export function placeOfFile(fileId: bigint): { chatNumber: number; messageId: number } | null {
  if (fileId >> 56n !== 0x5fn) return null;
  return { chatNumber: Number((fileId >> 32n) & 0xffffffn), messageId: Number(fileId & 0xffffffffn) };
}

function baseFile(facts: Facts, hash: number, kind: FileKind, mime: string, sizeBytes: number): FileFacts {
  return {
    id: fileIdOf(facts.chat.number, facts.id),
    kind,
    mime,
    name: null,
    sizeBytes,
    width: 0,
    height: 0,
    seconds: 0,
    dcId: hash % FAR_SHARE === 0 ? 1 : 2,
    dateS: facts.dateS,
    seed: mix(facts.chat.seed, facts.id),
    bytes: null,
    emoji: null,
  };
}

const asMedia = (file: FileFacts, spoiler = false): Media => ({ kind: "file", file, spoiler });

export function makePhoto(facts: Facts, hash: number): Media {
  const [width, height] = pick(PHOTO_SIZES, hash >>> 9);
  const file = baseFile(facts, hash >>> 3, "photo", "image/jpeg", 40_000 + (hash % 160_000));
  return asMedia({ ...file, width, height }, hash % 41 === 0);
}

/** Mostly short ones; one in forty is several megabytes, so that parts matter. */
export function makeVideo(facts: Facts, hash: number): Media {
  const sizeBytes = hash % 40 === 0 ? 3_000_000 + (hash % 2_000_000) : 90_000 + (hash % 600_000);
  const file = baseFile(facts, hash >>> 3, "video", "video/mp4", sizeBytes);
  const seconds = 3 + (hash % 120);
  return asMedia(
    { ...file, width: 848, height: 480, seconds, name: `VID_${hash % 10_000}.mp4` },
    hash % 53 === 0,
  );
}

export function makeVoice(facts: Facts, hash: number): Media {
  return asMedia({
    ...baseFile(facts, hash >>> 3, "voice", "audio/ogg", 8_000 + (hash % 60_000)),
    seconds: 1 + (hash % 45),
  });
}

export function makeRound(facts: Facts, hash: number): Media {
  const file = baseFile(facts, hash >>> 3, "round", "video/mp4", 60_000 + (hash % 400_000));
  return asMedia({ ...file, width: 384, height: 384, seconds: 2 + (hash % 55) });
}

export function makeSticker(facts: Facts, hash: number): Media {
  const file = baseFile(facts, hash >>> 3, "sticker", "image/webp", 9_000 + (hash % 20_000));
  return asMedia({
    ...file,
    width: 512,
    height: 512,
    name: "sticker.webp",
    emoji: pick(STICKERS, hash >>> 5),
  });
}

export function makeDocument(facts: Facts, hash: number): Media {
  if (hash % 7 === 0) {
    const file = baseFile(facts, hash >>> 3, "audio", "audio/mpeg", 200_000 + (hash % 900_000));
    return asMedia({ ...file, seconds: 60 + (hash % 240), name: `track ${1 + (hash % 20)}.mp3` });
  }
  if (hash % 7 === 1) {
    const file = baseFile(facts, hash >>> 3, "gif", "video/mp4", 30_000 + (hash % 200_000));
    return asMedia({ ...file, width: 320, height: 240, seconds: 2 + (hash % 6), name: "animation.mp4" });
  }
  const [name, mime] = pick(DOCUMENTS, hash >>> 7);
  return asMedia({ ...baseFile(facts, hash >>> 3, "file", mime, 600 + (hash % 24_000)), name });
}

/** Pictures mostly, then videos and files. */
export function makeAnyFile(facts: Facts, hash: number): Media {
  const roll = mix(hash, 21) % 100;
  if (roll < 66) return makePhoto(facts, hash);
  return roll < 84 ? makeVideo(facts, hash) : makeDocument(facts, hash);
}

export function makePoll(facts: Facts, hash: number, corpus: Corpus): Media {
  const [question = "", ...answers] = pick(corpus.polls, hash);
  const votes = answers.map((_, i) => Math.floor(fraction(mix(hash, 60 + i)) * 48));
  const poll = { id: fileIdOf(facts.chat.number, facts.id), question, answers, votes };
  return { kind: "poll", poll: { ...poll, closed: hash % 3 === 0, quiz: hash % 11 === 0 } };
}

/** What is rarer than files and polls. */
export function makeOddity(hash: number, corpus: Corpus): Media {
  switch (hash % 5) {
    case 0:
      return { kind: "geo", latitude: 46 + fraction(mix(hash, 1)), longitude: 7 + fraction(mix(hash, 2)) };
    case 1:
      return { kind: "contact", phone: `9996${100_000 + (hash % 900_000)}`, firstName: "Hannah", userId: 0n };
    case 2:
      return { kind: "dice", value: 1 + (hash % 6), emoticon: pick(["🎲", "🎯", "🏀"], hash >>> 4) };
    case 3:
      return { kind: "unsupported" };
    default:
      return makePage(hash, corpus);
  }
}

/** The preview of a linked page. */
export function makePage(hash: number, corpus: Corpus): Media {
  return {
    kind: "page",
    url: `https://lantern.example/notes/${(hash % 90_000) + 1_000}`,
    title: pick(corpus.titles, hash),
    description: pick(corpus.titles, hash >>> 7),
  };
}

/** One to four kinds of reactions, the most used first. */
export function makeReactions(hash: number, most: number): ReactionFacts[] {
  const roll = mix(hash, 41) % 100;
  const kinds = roll < 60 ? 1 : roll < 85 ? 2 : roll < 95 ? 3 : 4;
  const found = new Map<string | bigint, number>();
  for (let i = 0; i < kinds; i++) {
    const own = mix(hash, 50 + i);
    const share = fraction(mix(own, 1));
    const emoji = own % 13 === 0 ? 5_368_324_170_671_202_000n + BigInt(own % 5) : pick(REACTIONS, own >>> 3);
    found.set(emoji, 1 + Math.floor(share * share * share * most));
  }
  return [...found].map(([emoji, count]) => ({ emoji, count })).sort((a, b) => b.count - a.count);
}
