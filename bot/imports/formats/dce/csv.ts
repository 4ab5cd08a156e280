/** DiscordChatExporter's CSV: no version of it tells the ids of messages, so that nothing could be told apart. It is refused. */
import type { ExportReader } from "../../export.ts";
import { ExportError } from "../../read/exportError.ts";

export const dceCsv: ExportReader = {
  format: "dce_csv",
  read() {
    throw new ExportError(
      "no_message_ids",
      "byte 0, line 1",
      "DiscordChatExporter's CSV tells no ids of its messages. Export the channel again as JSON.",
    );
  },
};

/** By its first row: "AuthorID;Author;Date;Content;…" of 2019, later with commas. */
export const isDceCsv = (head: string): boolean => /^"?AuthorID"?[;,]"?Author"?[;,]/.test(head);
