/** A message as HTML. Pure; every text goes through escape.ts. */
import {
  type EmbedExtra,
  type MessageExtras,
  readExtras,
} from "../../../../core/console/reading/messageExtra.ts";
import type { ExportedAttachment, ExportedMessage } from "../../../../core/database/exports/readMessages.ts";
import { attachmentTarget, type ExportContext, nameOf } from "../../format.ts";
import { type Plain, withNames } from "../../plain.ts";
import { escape, fileHref, linkTo } from "./escape.ts";
import { markup } from "./markup.ts";

export interface Drawing {
  context: ExportContext;
  plain: Plain;
}

/** `isFirst`: it begins a group of one author; `isHere`: the message it answers stands on this page. */
export function drawMessage(
  message: ExportedMessage,
  { isFirst, isHere }: { isFirst: boolean; isHere: boolean },
  drawing: Drawing,
): string {
  const extras = readExtras(message.extra);
  const { context, plain } = drawing;
  const text =
    message.content === ""
      ? eventLine(message, plain)
      : `<div class="text">${markup(message.content, extras.entities, context)}</div>`;
  const parts = [
    isFirst ? headOf(message, extras, drawing) : marksOf(message, drawing),
    replyLine(message, isHere, context),
    text,
    ...extras.forwards.map(
      ({ content, embeds }) =>
        `<blockquote><div class="dim">Forwarded</div><div class="text">${markup(content, [], context)}</div>${embeds.map((embed) => drawEmbed(embed, context)).join("")}</blockquote>`,
    ),
    ...message.attachments.map((attachment) => drawFile(attachment, context)),
    ...extras.embeds.map((embed) => drawEmbed(embed, context)),
    ...extras.stickers.map(({ name }) => `<div class="dim">Sticker: ${escape(name)}</div>`),
    drawPoll(extras),
    ...extras.components.flatMap(({ kind, text: words, url }) =>
      words === ""
        ? []
        : kind === "text"
          ? `<div class="text">${markup(words, [], context)}</div>`
          : `<span class="badge">${url ? linkTo(url, escape(words)) : escape(words)}</span>`,
    ),
    drawReactions(message),
    drawVersions(message, drawing),
  ];
  const face = isFirst ? faceOf(message, extras, context) : "";
  return `<article id="m${escape(message.id)}"${isFirst ? ' class="first"' : ""}>${face}<div class="body">${parts.join("")}</div></article>\n`;
}

const authorName = (
  { authorId }: ExportedMessage,
  extras: MessageExtras,
  { person }: ExportContext,
): string => extras.postedAs ?? nameOf(authorId === null ? null : person(authorId), authorId);

function faceOf(message: ExportedMessage, extras: MessageExtras, context: ExportContext): string {
  const [initial = "?"] = authorName(message, extras, context);
  const color =
    message.authorId === null ? 7n : ((BigInt(message.authorId) >> 22n) ^ BigInt(message.authorId)) & 7n;
  return `<div class="face c${color}" aria-hidden="true">${escape(initial.toUpperCase())}</div>`;
}

function headOf(message: ExportedMessage, extras: MessageExtras, drawing: Drawing): string {
  const { context, plain } = drawing;
  const author = message.authorId === null ? null : context.person(message.authorId);
  return `<div class="head"><b>${escape(authorName(message, extras, context))}</b>${author?.isBot ? '<span class="badge">BOT</span>' : ""}<time datetime="${message.createdAt.toISOString()}">${escape(plain.timeOf(message.createdAt))}</time>${extras.isPinned ? '<span class="badge">pinned</span>' : ""}${marksText(message, plain)}</div>`;
}

/** Of a message below another of its author: what is worth a line all the same. */
function marksOf(message: ExportedMessage, { plain }: Drawing): string {
  const marks = marksText(message, plain);
  return marks === "" ? "" : `<div class="head">${marks}</div>`;
}

function marksText({ editedAt, deletedAt }: ExportedMessage, plain: Plain): string {
  return `${editedAt ? `<span class="badge">edited ${escape(plain.timeOf(editedAt))}</span>` : ""}${deletedAt ? '<span class="badge deleted">deleted</span>' : ""}`;
}

function eventLine(message: ExportedMessage, plain: Plain): string {
  const words = plain.textOf(message);
  return words === "" ? "" : `<div class="event">${escape(words)}</div>`;
}

function replyLine({ replyToId }: ExportedMessage, isHere: boolean, context: ExportContext): string {
  if (replyToId === null) return "";
  const found = context.excerpt(replyToId);
  const words = found
    ? `${escape(found.author)}: ${escape(withNames(found.text, context).replaceAll(/\s+/g, " "))}`
    : "A message that is not archived";
  return `<div class="reply">${isHere ? `<a href="#m${escape(replyToId)}">${words}</a>` : words}</div>`;
}

/** What a browser only paints or plays. */
const pictures = /^image\/(png|jpeg|gif|webp|avif)$/;
const films = /^video\/(mp4|webm)$/;
const sounds = /^(audio\/(mpeg|mp4|ogg|wav|x-m4a)|application\/ogg)$/;
/** What would act when it is opened from the disk. */
const active = /^(x?html?|svg|xml|mhtml?|js|mjs|hta|swf)$/;

function drawFile(attachment: ExportedAttachment, context: ExportContext): string {
  const { file, fileName, description } = attachment;
  const name = escape(fileName);
  const target = attachmentTarget(attachment, context.task.files);
  if (context.task.files === "included" && file && target) {
    const href = fileHref(target);
    const spoiler = attachment.isSpoiler ? ' class="spoiler" tabindex="0"' : "";
    if (pictures.test(file.contentType))
      return `<div class="file"><a href="${href}"${spoiler}><img src="${href}" alt="${escape(description ?? fileName)}" loading="lazy"></a></div>`;
    if (films.test(file.contentType))
      return `<div class="file"><video src="${href}" controls preload="none" title="${name}"></video></div>`;
    if (sounds.test(file.contentType))
      return `<div class="file"><audio src="${href}" controls preload="none" title="${name}"></audio></div>`;
    return `<div class="file">${active.test(file.extension) ? `${name} <span class="dim">(${escape(target)})</span>` : `<a href="${href}">${name}</a>`}</div>`;
  }
  const missing = context.task.files === "included" ? ' <span class="dim">(not stored)</span>' : "";
  return `<div class="file">${target === null ? name : linkTo(target, name)}${missing}</div>`;
}

function drawEmbed(embed: EmbedExtra, context: ExportContext): string {
  const color =
    embed.color === null
      ? ""
      : ` style="border-inline-start-color:#${embed.color.toString(16).padStart(6, "0")}"`;
  const title =
    embed.title === null
      ? ""
      : `<h2>${embed.url ? linkTo(embed.url, escape(embed.title)) : escape(embed.title)}</h2>`;
  const fields = embed.fields.map(
    ({ name, value }) =>
      `<dt>${markup(name, [], context)}</dt><dd class="text">${markup(value, [], context)}</dd>`,
  );
  return [
    `<div class="card"${color}>`,
    [embed.provider, embed.author]
      .flatMap((words) => (words ? `<div class="dim">${escape(words)}</div>` : []))
      .join(""),
    title,
    embed.description ? `<div class="text">${markup(embed.description, [], context)}</div>` : "",
    fields.length > 0 ? `<dl>${fields.join("")}</dl>` : "",
    embed.footer ? `<div class="dim">${escape(embed.footer)}</div>` : "",
    "</div>",
  ].join("");
}

function drawPoll({ poll }: MessageExtras): string {
  if (!poll) return "";
  const answers = poll.answers.map(
    ({ text, emoji, votes }) =>
      `<li>${escape([emoji, text].filter(Boolean).join(" "))}${votes === null ? "" : ` <span class="dim">${votes}</span>`}</li>`,
  );
  return `<div class="card"><h2>${escape(poll.question)}</h2><ul>${answers.join("")}</ul></div>`;
}

function drawReactions({ reactions }: ExportedMessage): string {
  const given = reactions.filter(({ count }) => count > 0);
  if (given.length === 0) return "";
  const items = given.map(({ emoji, emojiId, count }) => {
    const name =
      emojiId === null ? emoji : `:${emoji.replace(/^custom:\d+$/, "emoji").replace(/:\d+$/, "")}:`;
    return `<li>${escape(name)} ${count}</li>`;
  });
  return `<ul class="reactions">${items.join("")}</ul>`;
}

function drawVersions({ versions }: ExportedMessage, { context, plain }: Drawing): string {
  if (versions.length === 0) return "";
  const items = versions.map(
    ({ content, replacedAt }) =>
      `<li><span class="dim">until ${escape(plain.timeOf(new Date(replacedAt)))}</span><div class="text">${markup(content, [], context)}</div></li>`,
  );
  return `<details><summary>Earlier versions (${versions.length})</summary><ol>${items.join("")}</ol></details>`;
}
