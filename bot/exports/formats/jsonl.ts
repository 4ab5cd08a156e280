/** JSON Lines: the channel, then a message per line, with everything the archive knows. For programs, and for the way back. */
import { exactChannel, exactMessage, PeopleTold } from "../exact.ts";
import type { FormatWriter } from "../format.ts";

export const jsonl: FormatWriter = {
  extension: "jsonl",
  mostMessages: null,
  begin(sink, context) {
    const people = new PeopleTold();
    sink.text(`${JSON.stringify(exactChannel(context))}\n`);
    return {
      write(message) {
        sink.text(`${JSON.stringify(exactMessage(message, context, people.of(message, context)))}\n`);
      },
      end() {},
    };
  },
};
