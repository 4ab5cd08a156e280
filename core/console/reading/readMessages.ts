/** A page of a channel as people read it: messages, what hangs on them, the names in them and what is missing. */
import type { MessagePageQuery, MessagePageView, MessageView, PersonName } from "../../api/reading.ts";
import { type Coverage, gaps } from "../../coverage.ts";
import {
  firstMessageFrom,
  loadAttachments,
  loadExcerpts,
  loadMessagePage,
  loadReactions,
  type StoredMessage,
} from "../../database/archive/messagePages.ts";
import type { GuildRecord } from "../../database/guilds/guildList.ts";
import { loadChannelNames, loadPersonNames, loadRoleNames } from "../../database/guilds/names.ts";
import { AppError } from "../../errors.ts";
import { snowflakeAt } from "../../model/snowflake.ts";
import type { Queryable } from "../../postgres/pool.ts";
import type { DescribedChannel } from "../channelView.ts";
import { describeOneChannel } from "../guildChannels.ts";
import { emojiIn, idsIn } from "./idsIn.ts";
import { type EmbedExtra, type MessageExtras, readExtras } from "./messageExtra.ts";
import { loadPageFiles } from "./messageFiles.ts";

/** Above every id there is. */
const highest = 9_223_372_036_854_775_807n;

/** `fileBase`: what the addresses of stored files begin with. Throws AppError unknown_channel. */
export async function readMessages(
  db: Queryable,
  guild: GuildRecord,
  channelId: string,
  query: MessagePageQuery,
  fileBase: string,
): Promise<MessagePageView> {
  const channel = await describeOneChannel(db, guild, channelId);
  if (!channel) {
    throw new AppError("unknown_channel", `${guild.name} has no channel ${channelId}.`, {
      field: "channelId",
    });
  }
  const page = await loadPage(db, channel, query);
  const extras = page.messages.map(({ extra }) => readExtras(extra));
  return {
    channel: {
      id: channel.id,
      guildId: guild.id,
      platform: guild.platform,
      parentId: channel.parentId,
      name: channel.name,
      kind: channel.kind,
      messageCount: channel.messageCount,
      isRemoved: channel.isRemoved,
      isLive: channel.isLive,
    },
    hasOlder: page.older !== null,
    hasNewer: page.hasNewer,
    gapAfter: page.hasNewer || query.asOf ? null : gapAbove(channel, page.messages.at(-1)?.id),
    ...(await dress(db, guild.id, channel, page, extras, fileBase)),
  };
}

interface Page {
  /** Oldest first. */
  messages: StoredMessage[];
  /** The message below the oldest one; null when there is none. */
  older: string | null;
  hasNewer: boolean;
}

async function loadPage(db: Queryable, channel: DescribedChannel, query: MessagePageQuery): Promise<Page> {
  const asOf = query.asOf === undefined ? null : new Date(query.asOf);
  const load = (direction: "older" | "newer", from: string, limit: number) =>
    loadMessagePage(db, { channelId: channel.id, direction, from, asOf, limit });
  const { limit } = query;
  // One more than wanted each way: it tells whether the channel goes on, and where the gap below begins.
  if (query.after !== undefined) {
    const newer = await load("newer", query.after, limit + 1);
    const [below] = await load("older", upTo(query.after), 1);
    return {
      messages: newer.slice(0, limit),
      older: below?.id ?? null,
      hasNewer: newer.length > limit,
    };
  }
  const middle = query.around ?? (query.at === undefined ? undefined : await idAt(db, channel, query.at));
  const below = middle ?? query.before ?? String(highest);
  const olderCount = middle === undefined ? limit : Math.floor(limit / 2);
  const older = await load("older", below, olderCount + 1);
  // From the middle upwards, the middle included.
  const newer = middle === undefined ? [] : await load("newer", String(BigInt(middle) - 1n), limit + 1);
  const newerCount = limit - Math.min(older.length, olderCount);
  const [above] = query.before === undefined ? [] : await load("newer", String(BigInt(below) - 1n), 1);
  return {
    messages: [...older.slice(0, olderCount).toReversed(), ...newer.slice(0, newerCount)],
    older: older[olderCount]?.id ?? null,
    hasNewer: newer.length > newerCount || above !== undefined,
  };
}

/** The bound below which an id itself still lies. */
const upTo = (id: string) => (BigInt(id) < highest ? String(BigInt(id) + 1n) : String(highest));

/** The first message at or after a time, or where it would stand. */
async function idAt(db: Queryable, channel: DescribedChannel, at: string): Promise<string> {
  if (channel.platform === "discord") return String(snowflakeAt(Date.parse(at)));
  // Ids carry no time: they rise with it, so that halving finds the place in a few looks at the primary key.
  let [from, to] = [channel.life.from, channel.life.to];
  while (from < to) {
    const middle = (from + to) / 2n;
    const first = await firstMessageFrom(db, channel.id, String(middle));
    if (first && first.createdAt.getTime() < Date.parse(at)) from = BigInt(first.id) + 1n;
    else to = middle;
  }
  return String(from);
}

/** Everything about the messages that stands elsewhere, in a fixed number of queries. */
async function dress(
  db: Queryable,
  guildId: string,
  channel: DescribedChannel,
  page: Page,
  extras: readonly MessageExtras[],
  fileBase: string,
): Promise<Pick<MessagePageView, "messages" | "people" | "channels" | "roles" | "emoji">> {
  const ids = page.messages.map(({ id }) => id);
  const replies = page.messages.flatMap(({ replyToId }) => replyToId ?? []);
  const attachments = groupBy(await loadAttachments(db, channel.id, ids));
  const reactions = groupBy(await loadReactions(db, channel.id, ids));
  const excerpts = new Map((await loadExcerpts(db, channel.id, replies)).map((each) => [each.id, each]));
  const stickerIds = extras.flatMap(({ stickers }) => stickers.flatMap(({ id }) => id ?? []));
  const emojiIds = new Set([
    ...page.messages.flatMap(({ content }) => emojiIn(content)),
    ...[...reactions.values()].flat().flatMap(({ emojiId }) => emojiId ?? []),
  ]);
  const files = await loadPageFiles(db, fileBase, channel.id, ids, [
    ...stickerIds.map((item) => ({ kind: "sticker" as const, item })),
    ...[...emojiIds].map((item) => ({ kind: "emoji" as const, item })),
  ]);
  const messages = page.messages.map((message, i): MessageView => {
    const { mentions: _, ...shown } = extras[i] as MessageExtras;
    const fileOf = (item: string) => files.ofMessage("attachment", message.id, item);
    const withPictures = (embeds: readonly EmbedExtra[], prefix = "") =>
      embeds.map((embed, place) => ({
        ...embed,
        pictures: (["image", "thumbnail", "video"] as const).flatMap((part) => {
          const file = files.ofMessage("embed", message.id, `${prefix}${place}.${part}`);
          return file ? [{ part, file }] : [];
        }),
      }));
    const excerpt = excerpts.get(message.replyToId ?? "");
    const previous = i === 0 ? page.older : (page.messages[i - 1]?.id ?? null);
    return {
      id: message.id,
      authorId: message.authorId,
      kind: message.kind,
      content: message.content,
      createdAt: message.createdAt.toISOString(),
      editedAt: message.editedAt?.toISOString() ?? null,
      deletedAt: message.deletedAt?.toISOString() ?? null,
      versionCount: message.versionCount,
      replyTo: message.replyToId === null ? null : toReply(message.replyToId, excerpt),
      attachments: (attachments.get(message.id) ?? []).map(({ messageId: _id, ...file }) => ({
        ...file,
        file: fileOf(file.id),
      })),
      reactions: (reactions.get(message.id) ?? []).map(({ emoji, emojiId, count }) => ({
        emoji: emojiId === null ? emoji : emoji.slice(0, emoji.lastIndexOf(":")),
        emojiId,
        count,
      })),
      gapBefore: gapBetween(channel, previous, message.id),
      ...shown,
      embeds: withPictures(shown.embeds),
      stickers: shown.stickers.map((sticker) => ({
        ...sticker,
        file: sticker.id === null ? null : files.shared("sticker", sticker.id),
      })),
      forwards: shown.forwards.map((forward, place) => ({
        ...forward,
        embeds: withPictures(forward.embeds, `forward.${place}.`),
        attachments: forward.attachments.map((file) => ({ ...file, file: fileOf(file.id) })),
      })),
    };
  });
  const emoji = [...emojiIds].flatMap((id) => {
    const file = files.shared("emoji", id);
    return file ? [[id, file] as const] : [];
  });
  return {
    messages,
    emoji: Object.fromEntries(emoji),
    ...(await names(db, guildId, page, messages, extras, excerpts, fileBase)),
  };
}

async function names(
  db: Queryable,
  guildId: string,
  page: Page,
  messages: readonly MessageView[],
  extras: readonly MessageExtras[],
  excerpts: ReadonlyMap<string, { authorId: string | null; excerpt: string }>,
  fileBase: string,
): Promise<Pick<MessagePageView, "people" | "channels" | "roles">> {
  const texts = [
    ...page.messages.map(({ content }) => content),
    ...[...excerpts.values()].map(({ excerpt }) => excerpt),
    ...messages.flatMap(textsOf),
  ];
  const mentioned = idsIn(texts);
  const people = [
    ...page.messages.flatMap(({ authorId }) => authorId ?? []),
    ...[...excerpts.values()].flatMap(({ authorId }) => authorId ?? []),
    ...extras.flatMap(({ mentions }) => mentions),
    ...mentioned.people,
  ];
  const found = await loadPersonNames(db, guildId, [...new Set(people)]);
  const faces = await loadPageFiles(
    db,
    fileBase,
    "0",
    [],
    found.map(({ id }) => ({ kind: "avatar", item: id })),
  );
  return {
    people: Object.fromEntries(
      found.map(({ id, userName, displayName, nick, isBot }): [string, PersonName] => [
        id,
        { name: nick ?? displayName ?? userName, userName, isBot, avatar: faces.shared("avatar", id) },
      ]),
    ),
    channels: toNames(await loadChannelNames(db, guildId, mentioned.channels)),
    roles: toNames(await loadRoleNames(db, guildId, mentioned.roles)),
  };
}

const toNames = (rows: readonly { id: string; name: string }[]) =>
  Object.fromEntries(rows.map(({ id, name }) => [id, name]));

/** All texts of a message that may hold mentions, but its content. */
const textsOf = ({ embeds, forwards, components }: MessageView): string[] => [
  ...[...embeds, ...forwards.flatMap((forward) => forward.embeds)].flatMap((embed) => [
    embed.description ?? "",
    ...embed.fields.flatMap(({ name, value }) => [name, value]),
  ]),
  ...forwards.map(({ content }) => content),
  ...components.map(({ text }) => text),
];

function toReply(
  messageId: string,
  found: { authorId: string | null; excerpt: string; isDeleted: boolean } | undefined,
): MessageView["replyTo"] {
  if (!found) return { messageId, authorId: null, excerpt: "", isArchived: false, isDeleted: false };
  const { authorId, excerpt, isDeleted } = found;
  return { messageId, authorId, excerpt, isArchived: true, isDeleted };
}

/** What is missing between two neighbours in the archive; `previous` null: below the oldest one. */
function gapBetween(channel: DescribedChannel, previous: string | null, id: string): [string, string] | null {
  const from = previous === null ? channel.life.from : BigInt(previous) + 1n;
  return hull(channel.coveredLife, from, BigInt(id));
}

function gapAbove(channel: DescribedChannel, newest: string | undefined): [string, string] | null {
  const from = newest === undefined ? channel.life.from : BigInt(newest) + 1n;
  return hull(channel.coveredLife, from, channel.life.to);
}

/** From the first missing id to the last: nothing that is archived lies between, so that it is one gap to a reader. */
function hull(covered: Coverage, from: bigint, to: bigint): [string, string] | null {
  if (from >= to) return null;
  const missing = gaps(covered, { from, to });
  const [first, last] = [missing[0], missing.at(-1)];
  return first && last ? [String(first.from), String(last.to)] : null;
}

function groupBy<Row extends { messageId: string }>(rows: readonly Row[]): Map<string, Row[]> {
  const groups = new Map<string, Row[]>();
  for (const row of rows) {
    const group = groups.get(row.messageId);
    if (group) group.push(row);
    else groups.set(row.messageId, [row]);
  }
  return groups;
}
