/**
 * Everything of a message that has no column. Where the viewer knows a form already (polls, cards of web pages,
 * buttons), it takes that form; all else stands as Telegram sent it (plain.ts). Pure.
 */
import { toStorable } from "../../../../core/storable.ts";
import { Api } from "../gram.ts";
import { markedId } from "../peers.ts";
import { mentionedIds, toEntities } from "./entities.ts";
import type { MediaFile } from "./media.ts";
import { toPlain } from "./plain.ts";

type Fields = Record<string, unknown>;

/** Fields of the schema that GramJS's own class of messages does not name. */
interface NewerFields {
  invertMedia?: boolean;
  effect?: Api.long;
  fromBoostsApplied?: number;
  factcheck?: Api.TypeFactCheck;
}

/** Of a message that people wrote; null when there is nothing. */
export function toExtra(message: Api.Message & NewerFields, files: readonly MediaFile[]): Fields | null {
  const entities = toEntities(message.entities);
  const mentions = mentionedIds(entities);
  return compact({
    entities,
    mentions,
    ...mediaExtra(message.media, files),
    forward: message.fwdFrom && forwardOf(message.fwdFrom),
    reply_to: replyExtra(message.replyTo),
    components: toComponents(message.replyMarkup),
    reply_markup: message.replyMarkup && toPlain(message.replyMarkup),
    via_bot_id: message.viaBotId?.toString(),
    post_author: message.postAuthor,
    pinned: message.pinned === true,
    silent: message.silent === true,
    is_post: message.post === true,
    is_protected: message.noforwards === true,
    from_scheduled: message.fromScheduled === true,
    invert_media: message.invertMedia === true,
    ttl_period: message.ttlPeriod,
    effect: message.effect?.toString(),
    from_boosts: message.fromBoostsApplied,
    has_discussion: message.replies?.comments === true,
    discussion_id:
      message.replies?.channelId && markedId(new Api.PeerChannel({ channelId: message.replies.channelId })),
    factcheck: message.factcheck && toPlain(message.factcheck),
    restrictions: message.restrictionReason && toPlain(message.restrictionReason),
  });
}

/** Of a message that tells of an event. */
export function toServiceExtra(message: Api.MessageService): Fields | null {
  const photo = "photo" in message.action ? message.action.photo : undefined;
  return compact({
    action: toPlain(message.action),
    photo_id: photo instanceof Api.Photo ? photo.id.toString() : undefined,
    reply_to: replyExtra(message.replyTo),
    silent: message.silent === true,
    is_post: message.post === true,
    ttl_period: message.ttlPeriod,
  });
}

/** Without what is empty; null when nothing is left. Characters that PostgreSQL refuses are replaced. */
function compact(fields: Fields): Fields | null {
  const left = Object.entries(fields).filter(
    ([, value]) =>
      value !== undefined &&
      value !== null &&
      value !== false &&
      value !== "" &&
      !(Array.isArray(value) && value.length === 0),
  );
  return left.length === 0 ? null : (toStorable(Object.fromEntries(left)) as Fields);
}

function mediaExtra(media: Api.TypeMessageMedia | undefined, files: readonly MediaFile[]): Fields {
  if (!media || media instanceof Api.MessageMediaEmpty) return {};
  const kinds = files.map(({ attachment, kind }) => [attachment.id, { kind }] as const);
  const details = kinds.length > 0 ? { attachment_details: Object.fromEntries(kinds) } : {};
  if (media instanceof Api.MessageMediaPoll) return { poll: toPoll(media), poll_as_sent: toPlain(media) };
  if (media instanceof Api.MessageMediaWebPage)
    return { embeds: toEmbeds(media.webpage), web_page: toPlain(media) };
  if (media instanceof Api.MessageMediaPhoto && files.length > 0 && !media.ttlSeconds) return details;
  if (media instanceof Api.MessageMediaDocument) return { ...details, media: toPlain(media, alternatives) };
  return { ...details, media: toPlain(media) };
}

/** The same film in other sizes, and its cover: the film itself is what counts. */
const alternatives = new Set(["altDocuments", "videoCover"]);

/** As the viewer reads polls. Answers are numbered from 1 in their order; Telegram's own keys of them stand beside. */
function toPoll({ poll, results }: Api.MessageMediaPoll) {
  const counts = (results.results ?? []).map((result) => ({
    id: poll.answers.findIndex(({ option }) => Buffer.compare(option, result.option) === 0) + 1,
    count: result.voters,
  }));
  return {
    id: poll.id.toString(),
    question: { text: poll.question.text, entities: toEntities(poll.question.entities) },
    answers: poll.answers.map(({ text, option }, index) => ({
      answer_id: index + 1,
      poll_media: { text: text.text },
      option: Buffer.from(option).toString("base64"),
    })),
    allow_multiselect: poll.multipleChoice === true,
    ...(poll.quiz ? { is_quiz: true, solution: results.solution ?? null } : {}),
    ...(poll.closeDate ? { expiry: new Date(poll.closeDate * 1_000).toISOString() } : {}),
    results: results.results
      ? {
          is_finalized: poll.closed === true,
          answer_counts: counts.filter(({ id }) => id > 0),
          total_voters: results.totalVoters ?? null,
        }
      : null,
  };
}

function toEmbeds(page: Api.TypeWebPage) {
  if (!(page instanceof Api.WebPage)) return [];
  return [
    {
      title: page.title ?? null,
      url: page.url,
      description: page.description ?? null,
      provider: page.siteName ? { name: page.siteName } : null,
      author: page.author ? { name: page.author } : null,
      ...(page.photo instanceof Api.Photo ? { image: { id: page.photo.id.toString() } } : {}),
    },
  ];
}

function forwardOf(header: Api.MessageFwdHeader): Fields {
  const from = header.fromId && markedId(header.fromId);
  return {
    from_id: from ?? null,
    from_name: header.fromName ?? null,
    sent_at: new Date(header.date * 1_000).toISOString(),
    message_id: header.channelPost?.toString() ?? header.savedFromMsgId?.toString() ?? null,
    post_author: header.postAuthor ?? null,
    saved_from_id: header.savedFromPeer ? markedId(header.savedFromPeer) : null,
    ...savedFromElsewhere(header),
    is_imported: header.imported === true,
  };
}

/** Of a post that was itself forwarded, the discussion group's copy names the first origin and, apart from it, the post. */
const savedFromElsewhere = ({ channelPost, savedFromMsgId }: Api.MessageFwdHeader): Fields =>
  channelPost && savedFromMsgId && channelPost !== savedFromMsgId
    ? { saved_from_message_id: savedFromMsgId.toString() }
    : {};

/** What a reply says beyond the number of the message: another chat, a quote, a story, a thread. */
function replyExtra(header: Api.TypeMessageReplyHeader | undefined): unknown {
  if (!header) return null;
  const isPlain =
    header instanceof Api.MessageReplyHeader &&
    !header.replyToPeerId &&
    !header.quoteText &&
    !header.replyMedia;
  if (!isPlain) return toPlain(header);
  return header.replyToTopId && !header.forumTopic ? { thread_id: header.replyToTopId.toString() } : null;
}

/** As the viewer reads buttons: Discord's numbers for a row and a button. */
function toComponents(markup: Api.TypeReplyMarkup | undefined) {
  if (!(markup instanceof Api.ReplyInlineMarkup)) return [];
  return markup.rows.map((row) => ({
    type: 1,
    components: row.buttons.map((button) => ({
      type: 2,
      label: button.text,
      ...("url" in button && typeof button.url === "string" ? { url: button.url } : {}),
    })),
  }));
}
