/** Our own JSON Lines (bot/exports/formats/jsonl.ts): the channel, then a message per line. */
import { posix } from "node:path";
import { z } from "zod";
import { channelKinds } from "../../../../core/model/channel.ts";
import { toStorableText } from "../../../../core/storable.ts";
import { toFields } from "../../../platforms/discord/fields.ts";
import { readExactMessage } from "../../exactMessage.ts";
import type { ExportPart, ExportReader, ImportPlace } from "../../export.ts";
import { PartBuilder } from "../../partBuilder.ts";
import { ExportError } from "../../read/exportError.ts";
import type { ExportFile } from "../../read/exportFile.ts";
import { eachLine } from "../../read/lines.ts";

export const backscrollJsonl: ExportReader = { format: "backscroll_jsonl", read };

const id = z.string().regex(/^-?\d{1,19}$/);
const text = z.string().transform(toStorableText);
const optionalText = text.nullable().default(null);
const Head = z.object({
  backscroll: z.literal(1),
  platform: z.enum(["discord", "telegram"]),
  guildId: id,
  guildName: text,
  guildKind: z.string().regex(/^\w{1,40}$/),
  guildIcon: optionalText,
  id,
  name: text,
  kind: z.enum(channelKinds),
  topic: optionalText,
  nsfw: z.boolean().default(false),
  parentId: id.nullable().default(null),
  parentName: optionalText,
  exportedAt: z.iso.datetime().transform((value) => new Date(value)),
});

async function* read(file: ExportFile): AsyncGenerator<ExportPart> {
  let builder: PartBuilder | null = null;
  let offset = 0;
  const folder = posix.dirname(file.path);
  try {
    for await (const line of eachLine(file.open())) {
      offset = line.offset;
      if (line.text.trim() === "") continue;
      const raw = parseLine(line);
      if (builder === null) {
        const head = Head.safeParse(raw).data;
        if (!head)
          throw new ExportError(
            "no_place",
            "byte 0, line 1",
            "Its first line should say which channel it is of.",
          );
        builder = new PartBuilder({ place: toPlace(head), exportedAt: head.exportedAt });
        continue;
      }
      const exact = readExactMessage(raw, { messageId: null, format: "backscroll_jsonl", folder });
      if (exact) {
        builder.add(exact.message, exact.files);
        for (const author of exact.authors) builder.addAuthor(author);
        if (exact.history) builder.addHistory(exact.history);
      } else {
        const reason = toFields(raw) ? "no_usable_id" : "not_an_object";
        builder.leaveOut({ reason, place: `line ${line.number}`, message: "It is no message of ours." });
      }
      if (builder.isFull) yield builder.take(offset);
    }
  } catch (error) {
    if (error instanceof ExportError && builder) yield builder.take(offset); // what stood before the flaw stays
    throw error;
  }
  if (builder) yield builder.take(offset);
}

function parseLine({ text, number, isLast }: { text: string; number: number; isLast: boolean }): unknown {
  try {
    return JSON.parse(text);
  } catch {
    const reason = isLast ? "truncated" : "malformed";
    throw new ExportError(reason, `line ${number}`, "This line is no JSON.");
  }
}

function toPlace(head: z.infer<typeof Head>): ImportPlace {
  return {
    platform: head.platform,
    guild: { id: head.guildId, kind: head.guildKind, name: head.guildName, icon: head.guildIcon },
    channel: {
      id: head.id,
      parentId: head.parentId,
      parentName: head.parentName,
      kind: head.kind,
      name: head.name,
      topic: head.topic,
      nsfw: head.nsfw,
    },
  };
}
