import {
  type Attachment,
  type MessageFacts,
  MessageType,
  type PollFacts,
  type Reaction,
  type ReactionEmoji,
  type Reference,
} from "../world/facts.ts";
import { findMessage, findOriginal, messageAt } from "../world/messages.ts";
import type { User } from "../world/model.ts";
import { toApiChannel } from "./channels.ts";
import { JsonOutput } from "./output.ts";
import { isoTime } from "./time.ts";
import type { Viewer } from "./viewer.ts";

/** Reused for every page: pages are written in one go. */
const output = new JsonOutput();

/** A page of messages as the body of a response. */
export function writeMessages(page: readonly MessageFacts[], viewer: Viewer): Buffer {
  output.ascii("[");
  for (let i = 0; i < page.length; i++) {
    if (i > 0) output.ascii(",");
    writeInto(output, page[i] as MessageFacts, viewer, false);
  }
  output.ascii("]");
  return output.take();
}

/** One message as the API writes it: an APIMessage as JSON text. */
export function writeMessage(facts: MessageFacts, viewer: Viewer): string {
  writeInto(output, facts, viewer, false);
  return output.take().toString();
}

/**
 * Written by hand, in Discord's order: building and serialising an object graph costs several times as
 * much, and pages of messages are what a benchmark asks for. `nested` leaves out the message referred to,
 * as Discord does one level down.
 */
function writeInto(out: JsonOutput, facts: MessageFacts, viewer: Viewer, nested: boolean): void {
  const raw = viewer.raw.find("message", facts.id);
  if (raw !== undefined) {
    out.text(raw);
    return;
  }
  const open = mayRead(facts, viewer);
  const { channel } = facts;
  out.ascii(`{"type":${facts.type},"content":`);
  if (open && facts.content !== "") out.text(JSON.stringify(facts.content));
  else out.ascii('""');
  out.ascii(',"mentions":');
  writeUsers(out, facts.mentions);
  out.ascii(`,"mention_roles":${JSON.stringify(facts.mentionRoles)},"attachments":`);
  if (open && facts.attachments.length > 0) writeAttachments(out, facts, viewer);
  else out.ascii("[]");
  out.ascii(',"embeds":');
  writeWithLinks(out, open ? facts.embeds : [], viewer);
  out.ascii(`,"timestamp":"${isoTime(facts.ms)}","edited_timestamp":`);
  out.ascii(facts.editedMs > 0 ? `"${isoTime(facts.editedMs)}"` : "null");
  out.ascii(`,"flags":${facts.flags},"components":`);
  writeWithLinks(out, open ? facts.components : [], viewer);
  out.ascii(`,"id":"${facts.id}","channel_id":"${channel.id}","author":`);
  out.bytes(facts.author.jsonBytes);
  const pinned = channel.pins.size > 0 && channel.pins.has(facts.id);
  out.ascii(`,"pinned":${pinned},"mention_everyone":${facts.mentionEveryone},"tts":false`);
  if (facts.webhookId !== null) out.ascii(`,"webhook_id":"${facts.webhookId}"`);
  if (facts.reactions.length > 0) writeReactions(out, facts.reactions, viewer);
  if (facts.stickers.length > 0) writeStickers(out, facts);
  if (facts.sounds.length > 0) writeSounds(out, facts);
  if (facts.poll && open) out.text(`,"poll":${JSON.stringify(toApiPoll(facts.poll))}`);
  if (channel.thread)
    out.ascii(`,"position":${facts.index < 0 ? (channel.timeline?.count ?? 0) : facts.index}`);
  if (facts.reference) writeReference(out, facts, viewer, nested);
  if (facts.thread && !nested && channel.guild.threads.has(facts.thread.id)) {
    out.text(`,"thread":${JSON.stringify(toApiChannel(facts.thread, viewer.userId))}`);
  }
  out.ascii("}");
}

/** Whether a viewer gets what the MESSAGE_CONTENT intent protects. */
function mayRead(facts: MessageFacts, viewer: Viewer): boolean {
  if (viewer.content || facts.author.id === viewer.userId) return true;
  return facts.mentions.some((user) => user.id === viewer.userId);
}

function writeUsers(out: JsonOutput, users: readonly User[]): void {
  out.ascii("[");
  for (let i = 0; i < users.length; i++) {
    if (i > 0) out.ascii(",");
    out.bytes((users[i] as User).jsonBytes);
  }
  out.ascii("]");
}

function writeWithLinks(out: JsonOutput, parts: readonly object[], viewer: Viewer): void {
  if (parts.length === 0) out.ascii("[]");
  else out.text(JSON.stringify(parts).replaceAll("cdn:/", `${viewer.links.base}/`));
}

/** The path of a file on the CDN, which is also what its link's signature covers. */
function attachmentPath(facts: MessageFacts, attachment: Attachment): string {
  return `/attachments/${facts.channel.id}/${attachment.id}/${encodeURIComponent(attachment.filename)}`;
}

function writeAttachments(out: JsonOutput, facts: MessageFacts, viewer: Viewer): void {
  out.text(JSON.stringify(facts.attachments.map((attachment) => toApiAttachment(facts, attachment, viewer))));
}

function toApiAttachment(
  facts: MessageFacts,
  attachment: Attachment,
  viewer: Viewer,
): Record<string, unknown> {
  const url = viewer.links.sign(attachmentPath(facts, attachment));
  const { voice } = attachment;
  return {
    id: attachment.id,
    filename: attachment.filename,
    size: attachment.sizeBytes,
    url,
    proxy_url: url,
    ...(attachment.width === null ? {} : { width: attachment.width, height: attachment.height }),
    ...(attachment.description === null ? {} : { description: attachment.description }),
    content_type: attachment.contentType,
    ...(voice ? { duration_secs: voice.seconds, waveform: voice.waveform } : {}),
    ...(attachment.filename.startsWith("SPOILER_") ? { flags: 8 } : {}),
    content_scan_version: 0,
  };
}

/** An emoji as reactions carry it. */
export function toPartialEmoji(emoji: ReactionEmoji): Record<string, unknown> {
  return { id: emoji.id, name: emoji.name, ...(emoji.animated ? { animated: true } : {}) };
}

function writeReactions(out: JsonOutput, reactions: readonly Reaction[], viewer: Viewer): void {
  for (let i = 0; i < reactions.length; i++) {
    const { emoji, normal, burst, by } = reactions[i] as Reaction;
    const colors = burst > 0 ? '["#f5a623","#4a90e2"]' : "[]";
    out.text(`${i === 0 ? ',"reactions":[' : ","}{"emoji":${JSON.stringify(toPartialEmoji(emoji))}`);
    out.ascii(`,"count":${normal + burst},"count_details":{"burst":${burst},"normal":${normal}}`);
    out.ascii(`,"burst_colors":${colors},"me_burst":false,"burst_me":false`);
    out.ascii(`,"me":${by?.some(({ user }) => user.id === viewer.userId) ?? false},"burst_count":${burst}}`);
  }
  out.ascii("]");
}

function writeStickers(out: JsonOutput, facts: MessageFacts): void {
  const items = facts.stickers.map(({ id, name }) => ({ id, name, format_type: 1 }));
  out.text(`,"sticker_items":${JSON.stringify(items)}`);
}

function writeSounds(out: JsonOutput, { channel, sounds }: MessageFacts): void {
  const items = sounds.map(({ id, name, emoji }) => ({
    name,
    sound_id: id,
    volume: 1,
    emoji_id: null,
    emoji_name: emoji,
    guild_id: channel.guild.id,
    available: true,
  }));
  out.text(`,"soundboard_sounds":${JSON.stringify(items)}`);
}

function toApiPoll(poll: PollFacts): Record<string, unknown> {
  return {
    question: { text: poll.question },
    answers: poll.answers.map((text, i) => ({ answer_id: i + 1, poll_media: { text } })),
    expiry: isoTime(poll.expiresMs),
    allow_multiselect: false,
    layout_type: 1,
    results: {
      answer_counts: poll.votes.map((count, i) => ({ id: i + 1, count, me_voted: false })),
      is_finalized: poll.finalized,
    },
  };
}

function writeReference(out: JsonOutput, facts: MessageFacts, viewer: Viewer, nested: boolean): void {
  const { channel, messageId, type, index } = facts.reference as Reference;
  out.ascii(`,"message_reference":{"type":${type},"channel_id":"${channel.id}"`);
  if (messageId !== null) out.ascii(`,"message_id":"${messageId}"`);
  out.ascii(`,"guild_id":"${channel.guild.id}"}`);
  if (messageId === null) return;
  if (type === 1) return writeSnapshot(out, facts, messageId, viewer);
  if (nested || (facts.type !== MessageType.reply && facts.type !== MessageType.threadStarter)) return;
  const referenced = index === undefined ? findMessage(channel, messageId) : messageAt(channel, index);
  out.ascii(',"referenced_message":');
  if (referenced) writeInto(out, referenced, viewer, true);
  else out.ascii("null");
}

/** What a forward shows of its source: as it was when it was forwarded. */
function writeSnapshot(out: JsonOutput, facts: MessageFacts, messageId: string, viewer: Viewer): void {
  const source = findOriginal((facts.reference as Reference).channel, messageId);
  if (!source || !mayRead(facts, viewer)) {
    out.ascii(',"message_snapshots":[]');
    return;
  }
  out.text(
    `,"message_snapshots":[{"message":{"type":${source.type},"content":${JSON.stringify(source.content)}`,
  );
  out.ascii(',"mentions":');
  writeUsers(out, source.mentions);
  out.ascii(',"mention_roles":[],"attachments":');
  writeAttachments(out, source, viewer);
  out.ascii(',"embeds":');
  writeWithLinks(out, source.embeds, viewer);
  out.ascii(`,"timestamp":"${isoTime(source.ms)}","edited_timestamp":`);
  out.ascii(source.editedMs > 0 ? `"${isoTime(source.editedMs)}"` : "null");
  out.ascii(`,"flags":${source.flags},"components":`);
  writeWithLinks(out, source.components, viewer);
  if (source.stickers.length > 0) writeStickers(out, source);
  out.ascii("}}]");
}
