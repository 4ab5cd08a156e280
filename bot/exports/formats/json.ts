/** JSON in the schema of the tool that people of the platform know. */
import type { FormatWriter } from "../format.ts";
import { dceJson } from "./dceJson.ts";
import { telegramJson } from "./telegramJson.ts";

export const json: FormatWriter = {
  extension: "json",
  mostMessages: null,
  begin: (sink, context) =>
    (context.channel.platform === "telegram" ? telegramJson : dceJson).begin(sink, context),
};
