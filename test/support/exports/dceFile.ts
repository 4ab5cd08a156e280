/** A DiscordChatExporter file of any size on disk. */
import { once } from "node:events";
import { createWriteStream } from "node:fs";
import { dceExport, dceMessage } from "./dce.ts";

/** Writes `count` messages, a fifth of them with a reaction, a tenth with an attachment; indented, as the exporter does it. */
export async function writeDceFile(path: string, count: number): Promise<void> {
  const [head = "", tail = ""] = dceExport([]).split('"messages": []');
  const out = createWriteStream(path);
  out.write(`${head}"messages": [`);
  for (let number = 1; number <= count; number++) {
    const text = JSON.stringify(messageOf(number), null, 2);
    if (!out.write(`${number === 1 ? "" : ",\n"}${text}`)) await once(out, "drain");
  }
  out.end(`]${tail}`);
  await once(out, "close");
}

const messageOf = (number: number) =>
  dceMessage(number, {
    content: `message ${number} about tides, tea and the boats that are late again today`,
    reactions:
      number % 5 === 0
        ? [{ emoji: { id: "", name: "🫖", code: "teapot", isAnimated: false }, count: 3, users: [] }]
        : [],
    attachments:
      number % 10 === 0
        ? [
            {
              id: String(710_000_000_000_000_000n + BigInt(number)),
              url: `https://cdn.discordapp.com/attachments/1/${number}/map.png`,
              fileName: "map.png",
              fileSizeBytes: 3,
            },
          ]
        : [],
  });
