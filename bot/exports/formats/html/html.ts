/** HTML to be read from the disk: pages of a thousand messages, an index, media beside them; light and dark, no script. */

import type { ExportContext, FinishedExport, FormatWriter, Sink } from "../../format.ts";
import { createPlain } from "../../plain.ts";
import { escape, fileHref } from "./escape.ts";
import { drawMessage } from "./message.ts";
import { pageBegin, pageEnd } from "./page.ts";

/** Messages of one author closer together than this stand under one name. */
const togetherMs = 7 * 60_000;

export const html: FormatWriter = {
  extension: "html",
  showsReplies: true,
  mostMessages: 1_000,
  begin(sink, context) {
    const plain = createPlain(context);
    const here = new Set<string>();
    let last: { authorId: string | null; atMs: number; day: string } | null = null;
    sink.text(`${pageBegin(titleOf(context))}${heading(context)}<main>\n`);
    return {
      write(message) {
        const day = plain.timeOf(message.createdAt).slice(0, 10);
        const isNewDay = day !== last?.day;
        if (isNewDay) sink.text(`<h2 class="day">${day}</h2>\n`);
        const atMs = message.createdAt.getTime();
        const isFirst =
          isNewDay ||
          message.replyToId !== null ||
          message.authorId !== last?.authorId ||
          atMs - last.atMs > togetherMs;
        const isHere = message.replyToId !== null && here.has(message.replyToId);
        sink.text(drawMessage(message, { isFirst, isHere }, { context, plain }));
        here.add(message.id);
        last = { authorId: message.authorId, atMs, day };
      },
      end(isLast) {
        sink.text(`</main>\n${navigation(context, isLast)}${pageEnd}`);
      },
    };
  },
  finish(sinkOf, whole) {
    if (whole.files.length > 1) drawIndex(sinkOf("index.html"), whole);
  },
};

const titleOf = ({ channel, part }: ExportContext): string =>
  `${channel.name}${part > 1 ? ` (${part})` : ""} – ${channel.guildName}`;

function heading(context: ExportContext): string {
  const { channel, part } = context;
  const place = channel.platform === "telegram" ? channel.name : `${channel.guildName} / #${channel.name}`;
  return `<header><h1>${escape(place)}</h1>${channel.topic ? `<p>${escape(channel.topic)}</p>` : ""}${part > 1 ? `<p>Page ${part}</p>` : ""}</header>\n`;
}

/** At the end of a page: only there is known whether another follows. */
function navigation({ pathBefore, pathAfter }: ExportContext, isLast: boolean): string {
  const isAlone = pathBefore === null && isLast;
  const links = [
    pathBefore === null ? "" : `<a href="${fileHref(pathBefore)}">Earlier</a>`,
    isAlone ? "" : '<a href="index.html">All channels</a>',
    isLast ? "" : `<a href="${fileHref(pathAfter)}">Later</a>`,
  ].filter((link) => link !== "");
  return links.length === 0 ? "" : `<nav>${links.join("")}</nav>\n`;
}

function drawIndex(sink: Sink, { channels, files, exportedAt, task }: FinishedExport): void {
  const byId = new Map(channels.map((channel) => [channel.id, channel]));
  const title = task.name === "" ? (channels[0]?.guildName ?? "Export") : task.name;
  sink.text(
    `${pageBegin(title)}<header><h1>${escape(title)}</h1><p>${escape(exportedAt.toISOString().slice(0, 16).replace("T", " "))} UTC</p></header>\n`,
  );
  sink.text(
    "<main><table><thead><tr><th>Channel</th><th>From</th><th>To</th><th>Messages</th></tr></thead><tbody>\n",
  );
  for (const file of files) {
    const channel = byId.get(file.channelId);
    const day = (at: Date | null) => at?.toISOString().slice(0, 10) ?? "";
    sink.text(
      `<tr><td><a href="${fileHref(file.path)}">${escape(channel?.name ?? file.channelId)}${file.part > 1 ? ` (${file.part})` : ""}</a></td><td>${day(file.firstAt)}</td><td>${day(file.lastAt)}</td><td class="n">${file.messages}</td></tr>\n`,
    );
  }
  sink.text(`</tbody></table></main>\n${pageEnd}`);
}
