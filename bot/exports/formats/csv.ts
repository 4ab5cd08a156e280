/** CSV (RFC 4180): a message per row, for tables. No cell is a formula, whoever wrote it (note 0055). */
import type { ExportedMessage } from "../../../core/database/exports/readMessages.ts";
import { attachmentTarget, type ExportContext, type FormatWriter, nameOf } from "../format.ts";
import { createPlain } from "../plain.ts";

const columns = [
  "MessageID",
  "ChannelID",
  "Channel",
  "AuthorID",
  "Author",
  "Date",
  "Edited",
  "Deleted",
  "Kind",
  "ReplyTo",
  "Content",
  "Attachments",
  "Reactions",
] as const;

export const csv: FormatWriter = {
  extension: "csv",
  mostMessages: null,
  begin(sink, context) {
    const plain = createPlain(context);
    // Without the mark Excel takes UTF-8 for the code page of its machine.
    sink.text(`\uFEFF${columns.join(",")}\r\n`);
    return {
      write: (message) =>
        sink.text(`${rowOf(message, context, plain.textOf(message)).map(toCell).join(",")}\r\n`),
      end() {},
    };
  },
};

function rowOf(message: ExportedMessage, context: ExportContext, text: string): string[] {
  const { channel, task } = context;
  const author = message.authorId === null ? null : context.person(message.authorId);
  return [
    message.id,
    channel.id,
    channel.name,
    message.authorId ?? "",
    message.authorId === null ? "" : nameOf(author, message.authorId),
    message.createdAt.toISOString(),
    message.editedAt?.toISOString() ?? "",
    message.deletedAt ?? "",
    message.kind,
    message.replyToId ?? "",
    text,
    message.attachments.map((each) => attachmentTarget(each, task.files) ?? each.fileName).join("\n"),
    message.reactions.map(({ emoji, count }) => `${emoji} (${count})`).join(", "),
  ];
}

/** What a table might calculate: also behind white space, in full width, and on any line of a cell that is split up. */
const formula = /^[\s\uFEFF]*[=+\-@\uFF1D\uFF0B\uFF0D\uFF20\u2212|%\t\r\0]/;
/** Ids of Telegram's chats are negative; they calculate nothing. */
const number = /^-?\d+$/;

/** A cell as RFC 4180 writes it. What might be taken for a formula is led by an apostrophe, which tables take for text. */
export function toCell(value: string): string {
  const safe = formula.test(value) && !number.test(value) ? `'${value}` : value;
  return /[",\r\n;\t]/.test(safe) || safe !== value ? `"${safe.replaceAll('"', '""')}"` : safe;
}
