/** Plain text, to be read or searched with any tool. */
import { readExtras } from "../../../core/console/reading/messageExtra.ts";
import type { ExportedMessage } from "../../../core/database/exports/readMessages.ts";
import { attachmentTarget, type ExportContext, type FormatWriter, nameOf } from "../format.ts";
import { createPlain, type Plain, withNames } from "../plain.ts";

const line = "=".repeat(62);

export const txt: FormatWriter = {
  extension: "txt",
  showsReplies: true,
  mostMessages: null,
  begin(sink, context) {
    const plain = createPlain(context);
    let count = 0;
    sink.text(beginning(context, plain));
    return {
      write(message) {
        count++;
        sink.text(`${entryOf(message, context, plain)}\n\n`);
      },
      end() {
        sink.text(`${line}\nMessages: ${count}\n${line}\n`);
      },
    };
  },
};

function beginning({ channel, task, part }: ExportContext, plain: Plain): string {
  const heads = [
    `${channel.platform === "telegram" ? "Chat" : "Server"}: ${channel.guildName}`,
    channel.platform === "telegram"
      ? ""
      : `Channel: ${channel.parentName ? `${channel.parentName} / ` : ""}${channel.name}`,
    channel.topic ? `Topic: ${channel.topic}` : "",
    task.afterAt ? `After: ${plain.timeOf(task.afterAt)}` : "",
    task.beforeAt ? `Before: ${plain.timeOf(task.beforeAt)}` : "",
    part > 1 ? `Part: ${part}` : "",
  ].filter((head) => head !== "");
  return `${line}\n${heads.map(oneLine).join("\n")}\n${line}\n\n`;
}

const oneLine = (text: string): string => text.replaceAll(/\s*[\r\n]+\s*/g, " ");

function entryOf(message: ExportedMessage, context: ExportContext, plain: Plain): string {
  const author = message.authorId === null ? null : context.person(message.authorId);
  const { embeds, stickers, poll, forwards, isPinned, postedAs } = readExtras(message.extra);
  const marks = [
    isPinned ? "pinned" : "",
    message.editedAt ? `edited ${plain.timeOf(message.editedAt)}` : "",
    message.deletedAt ? "deleted" : "",
  ].filter((mark) => mark !== "");
  const answered = message.replyToId === null ? null : context.excerpt(message.replyToId);
  const blocks = [
    answered ? `> ${answered.author}: ${oneLine(withNames(answered.text, context))}` : "",
    plain.textOf(message),
    ...forwards.map(({ content }) => `{Forwarded}\n${withNames(content, context)}`),
    block(
      "Attachments",
      message.attachments.map((each) => attachmentTarget(each, context.task.files) ?? each.fileName),
    ),
    ...embeds.map(({ title, url, description, fields }) =>
      block("Embed", [
        title ?? "",
        url ?? "",
        withNames(description ?? "", context),
        ...fields.map(({ name, value }) => `${name}: ${withNames(value, context)}`),
      ]),
    ),
    block(
      "Stickers",
      stickers.map(({ name }) => name),
    ),
    poll
      ? block("Poll", [
          poll.question,
          ...poll.answers.map(({ text, votes }) => `- ${text}${votes === null ? "" : ` (${votes})`}`),
        ])
      : "",
    block(
      "Reactions",
      message.reactions.length === 0
        ? []
        : [message.reactions.map(({ emoji, count }) => `${emoji.replace(/:\d+$/, "")} (${count})`).join(" ")],
    ),
  ].filter((text) => text !== "");
  const name = postedAs ?? nameOf(author, message.authorId);
  const head = `[${plain.timeOf(message.createdAt)}] ${oneLine(name)}${marks.length > 0 ? ` (${marks.join(", ")})` : ""}`;
  return [head, ...blocks].join("\n");
}

function block(name: string, lines: readonly string[]): string {
  const filled = lines.filter((each) => each !== "");
  return filled.length === 0 ? "" : `{${name}}\n${filled.join("\n")}`;
}
