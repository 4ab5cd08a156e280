import { fraction, hexDigits, mix, pick } from "../../world/hash.ts";
import type { Corpus } from "../../world/texts/corpus.ts";
import type { Attachment, MessageFacts, PollFacts, Reaction, ReactionEmoji, Sound } from "./facts.ts";
import { toReactionEmoji } from "./facts.ts";
import type { Channel } from "./model.ts";
import { toId } from "./snowflake.ts";

const EMOJI = [
  "👍",
  "❤️",
  "😂",
  "🎉",
  "👀",
  "🔥",
  "🙏",
  "😮",
  "🚀",
  "💯",
  "😢",
  "☕",
  "🌿",
  "✅",
  "🍜",
  "🤔",
] as const;

const SIZES = [
  [800, 600],
  [640, 480],
  [600, 800],
  [960, 540],
  [512, 512],
  [720, 900],
] as const;

const PICTURES = ["IMG", "DSC", "photo", "screenshot", "scan", "sketch", "panorama"] as const;
const FILES = [
  ["notes.md", "text/markdown; charset=utf-8"],
  ["crash.log", "text/plain; charset=utf-8"],
  ["track.json", "application/json; charset=utf-8"],
  ["places.csv", "text/csv; charset=utf-8"],
  ["行程.txt", "text/plain; charset=utf-8"],
  ["checklist.pdf", "application/pdf"],
] as const;

/** One to four files; their ids are a little older than the message, as files are uploaded before it. */
export function makeAttachments(hash: number, ms: number): Attachment[] {
  const roll = mix(hash, 21) % 100;
  const count = roll < 78 ? 1 : roll < 92 ? 2 : roll < 97 ? 3 : 4;
  return Array.from({ length: count }, (_, i) => makeAttachment(mix(hash, 30 + i), ms - 900 - i * 61));
}

function makeAttachment(hash: number, ms: number): Attachment {
  const id = toId(ms, hash & 0x3fffff);
  if (hash % 100 < 14) {
    const [filename, contentType] = pick(FILES, hash >>> 7);
    const sizeBytes = 600 + ((hash >>> 3) % 24_000);
    return {
      id,
      filename,
      sizeBytes,
      contentType,
      width: null,
      height: null,
      description: null,
      voice: null,
      bytes: null,
    };
  }
  const [width, height] = pick(SIZES, hash >>> 9);
  const spoiler = hash % 41 === 0 ? "SPOILER_" : "";
  return {
    id,
    filename: `${spoiler}${pick(PICTURES, hash >>> 4)}_${1_000 + (hash % 9_000)}.png`,
    // Above what such a picture compresses to; the rest is filled up, so that this size is true.
    sizeBytes: 24_000 + (hash % 60_000),
    contentType: "image/png",
    width,
    height,
    description: hash % 9 === 0 ? "A landscape with hills and a low sun" : null,
    voice: null,
    bytes: null,
  };
}

/** The one file of a voice message. */
export function makeVoice(hash: number, ms: number): Attachment {
  const samples = Buffer.from(hexDigits(hash, 192), "hex");
  return {
    id: toId(ms - 700, hash & 0x3fffff),
    filename: "voice-message.ogg",
    sizeBytes: 8_000 + (hash % 30_000),
    contentType: "audio/ogg",
    width: null,
    height: null,
    description: null,
    voice: { seconds: 1 + (hash % 400) / 10, waveform: samples.toString("base64") },
    bytes: null,
  };
}

/** One to four different reactions; custom and super reactions are the rarer ones. */
export function makeReactions(hash: number, channel: Channel): Reaction[] {
  const roll = mix(hash, 41) % 100;
  const kinds = roll < 60 ? 1 : roll < 85 ? 2 : roll < 95 ? 3 : 4;
  const reactions: Reaction[] = [];
  for (let i = 0; i < kinds; i++) {
    const own = mix(hash, 50 + i);
    const emoji = makeReactionEmoji(own, channel);
    if (reactions.some((other) => other.emoji.name === emoji.name)) continue;
    const share = fraction(mix(own, 1));
    const total = 1 + Math.floor(share * share * share * Math.min(24, channel.crowd.length - 1));
    const burst = own % 19 === 0 ? Math.min(2, total) : 0;
    reactions.push({
      emoji,
      normal: total - burst,
      burst,
      by: null,
      offset: own % channel.crowd.length,
    });
  }
  return reactions;
}

function makeReactionEmoji(hash: number, channel: Channel): ReactionEmoji {
  const { emojis } = channel.guild;
  if (emojis.length > 0 && hash % 5 === 0) return toReactionEmoji(pick(emojis, hash >>> 3));
  return { id: null, name: pick(EMOJI, hash >>> 3), animated: false };
}

/** A poll that ends at `expiresMs`. Nobody of the `voters` people there are votes twice. */
export function makePoll(
  hash: number,
  corpus: Corpus,
  voters: number,
  how: Pick<PollFacts, "expiresMs" | "finalized">,
): PollFacts {
  const [question = "", ...answers] = pick(corpus.polls, hash);
  let left = voters;
  const votes = answers.map((_, i) => {
    const count = Math.min(left, Math.floor(fraction(mix(hash, 60 + i)) * 18));
    left -= count;
    return count;
  });
  return { question, answers, votes, voters: null, ...how };
}

/** The embed Discord adds to a poll's closing message. */
export function makePollResultEmbed(poll: PollFacts): object {
  const best = Math.max(...poll.votes);
  const winner = poll.votes.indexOf(best);
  const total = poll.votes.reduce((sum, votes) => sum + votes, 0);
  const field = (name: string, value: string) => ({ name, value, inline: false });
  return {
    type: "poll_result",
    fields: [
      field("poll_question_text", poll.question),
      field("victor_answer_votes", String(best)),
      field("total_votes", String(total)),
      field("victor_answer_id", String(winner + 1)),
      field("victor_answer_text", poll.answers[winner] ?? ""),
    ],
  };
}

/** The preview Discord makes of a linked page. */
export function makeLinkEmbed(hash: number, corpus: Corpus): object {
  const title = pick(corpus.titles, hash);
  const image = hash % 3 === 0;
  return {
    type: image ? "article" : "link",
    url: `https://lantern.example/notes/${(hash % 90_000) + 1_000}`,
    title,
    description: pick(corpus.titles, hash >>> 7),
    provider: { name: "Lantern Notes" },
    ...(image
      ? {
          thumbnail: {
            url: `cdn:/external/${hexDigits(hash, 16)}.png`,
            proxy_url: `cdn:/external/${hexDigits(hash, 16)}.png`,
            width: 480,
            height: 270,
            content_type: "image/png",
          },
        }
      : {}),
  };
}

/** What a build server posts. */
export function makeBuildEmbed(hash: number, ms: number): object {
  const failed = hash % 6 === 0;
  return {
    type: "rich",
    title: `lantern/${pick(["app", "server", "maps", "docs"], hash >>> 3)} · build ${1_000 + (hash % 9_000)}`,
    description: failed ? "`test:integration` failed" : `All ${200 + (hash % 700)} tests passed`,
    url: `https://lantern.example/builds/${hash % 100_000}`,
    color: failed ? 15_158_332 : 3_066_993,
    timestamp: new Date(ms).toISOString().replace("Z", "000+00:00"),
    fields: [
      {
        name: "Branch",
        value: pick(["main", "release/3.1", "fix/tile-cache", "feature/clusters"], hash >>> 5),
        inline: true,
      },
      { name: "Commit", value: `\`${hexDigits(hash, 7)}\``, inline: true },
      { name: "Duration", value: `${1 + (hash % 9)} min ${hash % 60} s`, inline: true },
    ],
    footer: { text: "Lantern CI" },
  };
}

/** A row with one link button. */
export function makeLinkButton(hash: number): object {
  return {
    type: 1,
    id: 1,
    components: [
      { type: 2, id: 2, style: 5, label: "Open", url: `https://lantern.example/builds/${hash % 100_000}` },
    ],
  };
}

const SOUNDS = [
  ["airhorn", "📯"],
  ["ship's bell", "🔔"],
  ["kettle", "🫖"],
] as const;

/** One of the few sounds of a guild. */
export function makeSound(hash: number, { guild }: Channel): Sound {
  const at = hash % SOUNDS.length;
  const [name, emoji] = pick(SOUNDS, at);
  return { id: toId(guild.createdMs + 172_800_000, at + 1), name, emoji };
}

/** The file that a laid-out message shows. */
export function makeReport(hash: number, ms: number): Attachment {
  return {
    id: toId(ms - 800, hash & 0x3fffff),
    filename: `report_${1_000 + (hash % 9_000)}.png`,
    sizeBytes: 24_000 + (hash % 20_000),
    contentType: "image/png",
    width: 640,
    height: 360,
    description: null,
    voice: null,
    bytes: null,
  };
}

/** What a build server lays out: one of each part that only shows something (docs: Components). */
export function makeLayout(hash: number, { channel, attachments }: MessageFacts): object[] {
  const [report] = attachments;
  const picture = (seed: number) => ({
    url: `cdn:/external/${hexDigits(seed, 16)}.png`,
    proxy_url: `cdn:/external/${hexDigits(seed, 16)}.png`,
    width: 480,
    height: 270,
    content_type: "image/png",
  });
  const number = 1_000 + (hash % 9_000);
  return [
    {
      type: 17,
      id: 1,
      accent_color: 3_066_993,
      spoiler: false,
      components: [
        {
          type: 9,
          id: 2,
          components: [{ type: 10, id: 3, content: `## Nightly build ${number}\nAll tests **passed**` }],
          accessory: { type: 11, id: 4, media: picture(hash), description: "Build badge", spoiler: false },
        },
        { type: 14, id: 5, divider: true, spacing: 1 },
        {
          type: 12,
          id: 6,
          items: [
            { media: picture(mix(hash, 1)), description: "Before", spoiler: false },
            { media: picture(mix(hash, 2)), description: "After", spoiler: hash % 8 === 0 },
          ],
        },
        {
          type: 13,
          id: 7,
          file: {
            url: `cdn:/attachments/${channel.id}/${report?.id}/${report?.filename}`,
            proxy_url: `cdn:/attachments/${channel.id}/${report?.id}/${report?.filename}`,
            attachment_id: report?.id,
            content_type: report?.contentType,
          },
          name: report?.filename,
          size: report?.sizeBytes,
          spoiler: false,
        },
        makeLinkButton(hash),
      ],
    },
  ];
}
