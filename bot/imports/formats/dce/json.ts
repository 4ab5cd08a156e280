/**
 * DiscordChatExporter's JSON, of all years (JsonMessageWriter.cs): a channel per file, its partitions "[part N]" each a file of
 * the same shape. Fields that later versions added may be missing.
 */
import { posix } from "node:path";
import { type Fields, toFields, toTime } from "../../../platforms/discord/fields.ts";
import type { ExportPart, ExportReader, ImportPlace } from "../../export.ts";
import { PartBuilder } from "../../partBuilder.ts";
import { ExportError } from "../../read/exportError.ts";
import type { ExportFile } from "../../read/exportFile.ts";
import { JsonReader } from "../../read/jsonReader.ts";
import { convertDceMessage } from "./message.ts";
import { rangeFrom, toPlace } from "./place.ts";

export const dceJson: ExportReader = { format: "dce_json", read };

async function* read(file: ExportFile): AsyncGenerator<ExportPart> {
  const json = new JsonReader(file.open());
  const head: Fields = {};
  await json.enterObject();
  for (let key = await json.nextKey(); key !== null; key = await json.nextKey()) {
    if (key === "messages") yield* readMessages(json, file, head);
    else if (key === "messageCount") await json.skip();
    else head[key] = await json.value();
  }
}

async function* readMessages(json: JsonReader, file: ExportFile, head: Fields): AsyncGenerator<ExportPart> {
  const place = toPlace(toFields(head.guild), toFields(head.channel));
  if (!place)
    throw new ExportError(
      "no_place",
      json.place,
      "Before its messages it should say which channel they are of.",
    );
  const builder = new PartBuilder({
    place: withExactPlace(place, head.backscroll),
    exportedAt: toTime(head.exportedAt),
    rangeFrom: rangeFrom(head.dateRange, file.path),
  });
  const context = { channelId: place.channel.id, folder: posix.dirname(file.path) };
  try {
    await json.enterList();
    while (await json.nextItem()) {
      await json.peek();
      const spot = json.place;
      const raw = await json.value();
      builder.attempt(spot, () => {
        const { message, authors, files, history } = convertDceMessage(raw, context);
        builder.add(message, files);
        for (const author of authors) builder.addAuthor(author);
        if (history) builder.addHistory(history);
      });
      if (builder.isFull) yield builder.take(json.offset);
    }
  } catch (error) {
    if (error instanceof ExportError) yield builder.take(json.offset); // what stood before the flaw stays
    throw error;
  }
  yield builder.take(json.offset);
}

/** Our own exports tell of the channel what the schema has no field for. */
function withExactPlace(place: ImportPlace, raw: unknown): ImportPlace {
  const nsfw = toFields(raw)?.nsfw === true;
  return nsfw ? { ...place, channel: { ...place.channel, nsfw } } : place;
}
