import {
  clearReactions,
  deleteMessages,
  editMessage,
  type MessagePatch,
  postMessage,
  setPinned,
  setReaction,
} from "../../actions/messages.ts";
import { writeMessage } from "../../wire/messages.ts";
import type { Attachment, MessageFacts, ReactionEmoji } from "../../world/facts.ts";
import { findMessage } from "../../world/messages.ts";
import type { Channel } from "../../world/model.ts";
import { channelPermissions, Permission } from "../../world/permissions.ts";
import { messageChannelOf, requirePermissions } from "../access.ts";
import { refuse } from "../errors.ts";
import { type RestBody, type RestReply, type RestRequest, route } from "../router.ts";

/** What a server without boosts takes: files, and bytes of each. */
const mostFiles = 10;
const mostFileBytes = 10 * 1024 * 1024;

/** Writing messages. */
export const writeRoutes = [
  route("POST", "/channels/:channel/messages", 5, 5_000, createMessage),
  route("PATCH", "/channels/:channel/messages/:message", 5, 5_000, patchMessage),
  route("DELETE", "/channels/:channel/messages/:message", 5, 1_000, deleteMessage),
  route("POST", "/channels/:channel/messages/bulk-delete", 1, 1_000, bulkDelete),
  route("POST", "/channels/:channel/typing", 5, 5_000, typing),
  route("PUT", "/channels/:channel/messages/pins/:message", 5, 5_000, (request) => pin(request, true)),
  route("DELETE", "/channels/:channel/messages/pins/:message", 5, 5_000, (request) => pin(request, false)),
  route("PUT", "/channels/:channel/messages/:message/reactions/:emoji/@me", 1, 250, (request) =>
    react(request, true),
  ),
  route("DELETE", "/channels/:channel/messages/:message/reactions/:emoji/@me", 1, 250, (request) =>
    react(request, false),
  ),
  route("DELETE", "/channels/:channel/messages/:message/reactions", 1, 250, deleteReactions),
];

async function createMessage(request: RestRequest): Promise<RestReply> {
  const channel = messageChannelOf(request);
  requirePermissions(request, channel, channel.thread ? Permission.sendInThreads : Permission.sendMessages);
  const body = await request.body();
  if (body.files.length > 0) requirePermissions(request, channel, Permission.attachFiles);
  const content = contentOf(body) ?? "";
  const embeds = listOf(body, "embeds") ?? [];
  const components = listOf(body, "components") ?? [];
  if (content === "" && embeds.length === 0 && components.length === 0 && body.files.length === 0) {
    throw refuse.emptyMessage();
  }
  const nonce = nonceOf(body);
  const enforced = body.json.enforce_nonce === true ? `${request.bot.user.id}:${String(nonce)}` : null;
  const sent = enforced === null ? null : request.core.nonces.find(enforced);
  if (sent) return withNonce(writeMessage(sent, request.viewer), nonce); // a repeat posts nothing more
  const attachments = uploadsOf(request, body);
  const facts = postMessage(request.core, channel, {
    author: request.bot.user,
    content,
    embeds,
    components,
    replyToId: answeredBy(channel, body),
    attachments,
    ...pings(channel, request.bot.user.id, content, body),
  });
  if (enforced !== null) request.core.nonces.remember(enforced, facts);
  return withNonce(writeMessage(facts, request.viewer), nonce);
}

function nonceOf({ json }: RestBody): unknown {
  const { nonce } = json;
  if (typeof nonce === "string" && nonce.length > 25)
    throw refuse.invalidForm("nonce", "BASE_TYPE_MAX_LENGTH", "Must be 25 or fewer in length.");
  return nonce;
}

/** The message that is answered. One that is gone is refused, unless the sender does not mind. */
function answeredBy(channel: Channel, { json }: RestBody): string | undefined {
  const reference = json.message_reference as
    | { message_id?: string; fail_if_not_exists?: boolean }
    | undefined;
  const id = reference?.message_id;
  if (id === undefined || findMessage(channel, id)) return id;
  if (reference?.fail_if_not_exists === false) return undefined;
  throw refuse.invalidForm("message_reference", "MESSAGE_REFERENCE_UNKNOWN_MESSAGE", "Unknown message");
}

/** Whom a text calls: all that it names, unless `allowed_mentions` says less. */
function pings(
  channel: Channel,
  userId: string,
  content: string,
  { json }: RestBody,
): { mentionEveryone: boolean; mentionsNobody: boolean } {
  const { parse } = (json.allowed_mentions ?? {}) as { parse?: unknown };
  const allowed = Array.isArray(parse) ? parse.map(String) : ["everyone", "users", "roles"];
  const mayAll = (channelPermissions(channel, userId) & Permission.mentionEveryone) !== 0n;
  return {
    mentionEveryone: mayAll && allowed.includes("everyone") && /@(everyone|here)/.test(content),
    mentionsNobody: !allowed.includes("users"),
  };
}

/** Only the one who sent a message is told the nonce it came with. */
function withNonce(json: string, nonce: unknown): string {
  return nonce === undefined ? json : `${json.slice(0, -1)},"nonce":${JSON.stringify(nonce)}}`;
}

function typing(request: RestRequest): RestReply {
  messageChannelOf(request);
  return null;
}

function contentOf(body: RestBody): string | undefined {
  const { content } = body.json;
  if (content === undefined || content === null) return undefined;
  if (typeof content !== "string" || Array.from(content).length > 2_000) {
    throw refuse.invalidForm("content", "BASE_TYPE_MAX_LENGTH", "Must be 2000 or fewer in length.");
  }
  return content;
}

function listOf(body: RestBody, field: string): object[] | undefined {
  const value = body.json[field];
  return Array.isArray(value) ? (value as object[]) : undefined;
}

function uploadsOf(request: RestRequest, body: RestBody): Attachment[] {
  if (body.files.length > mostFiles)
    throw refuse.invalidForm("files", "BASE_TYPE_BAD_LENGTH", "Must be between 0 and 10 in length.");
  if (body.files.some(({ bytes }) => bytes.length > mostFileBytes)) throw refuse.tooLarge();
  return body.files.map(({ name, contentType, bytes }) => ({
    id: request.core.ids.next().id,
    filename: name,
    sizeBytes: bytes.length,
    contentType: contentType || "application/octet-stream",
    width: null,
    height: null,
    description: null,
    voice: null,
    bytes,
  }));
}

function messageOf(request: RestRequest): MessageFacts {
  const facts = findMessage(messageChannelOf(request), request.params.message ?? "");
  if (!facts) throw refuse.unknownMessage();
  return facts;
}

async function patchMessage(request: RestRequest): Promise<RestReply> {
  const facts = messageOf(request);
  if (facts.author.id !== request.bot.user.id) throw refuse.notTheAuthor();
  const body = await request.body();
  const kept = listOf(body, "attachments")?.map((one) => String((one as { id?: unknown }).id));
  const patch: MessagePatch = {
    content: contentOf(body),
    attachments: kept && facts.attachments.filter(({ id }) => kept.includes(id)),
    embeds: listOf(body, "embeds"),
    components: listOf(body, "components"),
  };
  const left = [patch.attachments ?? facts.attachments, patch.embeds ?? facts.embeds];
  if ((patch.content ?? facts.content) === "" && left.every(({ length }) => length === 0))
    throw refuse.emptyMessage();
  return writeMessage(editMessage(request.core, facts, patch), request.viewer);
}

function deleteMessage(request: RestRequest): RestReply {
  const facts = messageOf(request);
  if (facts.author.id !== request.bot.user.id)
    requirePermissions(request, facts.channel, Permission.manageMessages);
  deleteMessages(request.core, facts.channel, [facts]);
  return null;
}

async function bulkDelete(request: RestRequest): Promise<RestReply> {
  const channel = messageChannelOf(request);
  requirePermissions(request, channel, Permission.manageMessages);
  const { json } = await request.body();
  const ids = Array.isArray(json.messages) ? json.messages.map(String) : [];
  if (ids.length < 2 || ids.length > 100) {
    throw refuse.invalidForm("messages", "BASE_TYPE_BAD_LENGTH", "Must be between 2 and 100 in length.");
  }
  const messages = ids.flatMap((id) => findMessage(channel, id) ?? []);
  deleteMessages(request.core, channel, messages, { bulk: true });
  return null;
}

function pin(request: RestRequest, pinned: boolean): RestReply {
  const facts = messageOf(request);
  requirePermissions(request, facts.channel, Permission.manageMessages);
  setPinned(request.core, facts, pinned, request.bot.user);
  return null;
}

function react(request: RestRequest, on: boolean): RestReply {
  const facts = messageOf(request);
  if (on) requirePermissions(request, facts.channel, Permission.addReactions);
  setReaction(request.core, facts, parseEmoji(request, facts), request.bot.user, { on });
  return null;
}

/** A path's emoji: `name:id` of a custom one of this guild, or a Unicode character. */
function parseEmoji(request: RestRequest, facts: MessageFacts): ReactionEmoji {
  const text = request.params.emoji ?? "";
  const custom = /^(\w+):(\d{17,20})$/.exec(text);
  if (!custom) {
    if (/^\w+$/.test(text)) throw refuse.unknownEmoji();
    return { id: null, name: text, animated: false };
  }
  const known = facts.channel.guild.emojis.find(({ id }) => id === custom[2]);
  if (!known) throw refuse.unknownEmoji();
  return { id: known.id, name: known.name, animated: known.animated };
}

function deleteReactions(request: RestRequest): RestReply {
  const facts = messageOf(request);
  requirePermissions(request, facts.channel, Permission.manageMessages);
  clearReactions(request.core, facts);
  return null;
}
