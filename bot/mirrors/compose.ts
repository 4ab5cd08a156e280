/** What messages of a source become in the target: calls to the platform, each of one or several parts. Pure. */
import type { SourceMessage } from "../../core/database/mirrors/units.ts";
import type { TextEntity } from "../../core/model/markup/entity.ts";
import type { MirrorMode } from "../../core/model/mirror.ts";
import type { Platform } from "../../core/model/platform.ts";
import type { FormattedText, OutgoingPart, PostLimits } from "../platforms/poster.ts";
import { splitText, withButtons } from "./text.ts";

interface Composition {
  mode: MirrorMode;
  sourcePlatform: Platform;
  limits: PostLimits;
}

/** Parts of the text that follow a message's files are numbered from here: the numbers stay when files are left out. */
const firstTextPart = 100;

/** Calls in the order in which they are made. The same messages always become the same ones. */
export function compose(messages: readonly SourceMessage[], how: Composition): OutgoingPart[][] {
  if (how.mode === "forward")
    return [messages.map((message) => toPart(message, 0, { text: "", entities: [] }, null))];
  const files: OutgoingPart[] = [];
  const texts: OutgoingPart[][] = [];
  for (const message of messages) {
    const text = textOf(message);
    const hasFiles = message.attachments.length > 0;
    const pieces = splitText(text, {
      first: hasFiles ? how.limits.caption : how.limits.text,
      others: how.limits.text,
    });
    const [caption = { text: "", entities: [] }, ...rest] = pieces;
    if (hasFiles)
      files.push(
        ...message.attachments.map((_, index) =>
          toPart(message, index, index === 0 ? caption : { text: "", entities: [] }, index),
        ),
      );
    else texts.push([toPart(message, 0, caption, null)]);
    rest.forEach((piece, index) => {
      texts.push([{ ...toPart(message, firstTextPart + index, piece, null), replyToId: null }]);
    });
  }
  return [...albums(files), ...texts];
}

/** What may stand in one album: pictures and films together, everything else with its own kind. */
function albums(files: readonly OutgoingPart[]): OutgoingPart[][] {
  const calls: OutgoingPart[][] = [];
  let family = "";
  for (const part of files) {
    const next = familyOf(part);
    const last = calls.at(-1);
    if (last && next === family && next !== "single" && last.length < 10) last.push(part);
    else calls.push([part]);
    family = next;
  }
  return calls;
}

function familyOf({ message, file }: OutgoingPart): string {
  const attachment = message.attachments[file ?? 0];
  const details = message.extra?.attachment_details as Record<string, { kind?: string }> | undefined;
  const kind = details?.[attachment?.id ?? ""]?.kind;
  if (kind === "photo" || kind === "video") return "seen";
  if (kind === "audio" || kind === "document") return kind;
  if (kind !== undefined) return "single";
  const type = attachment?.contentType ?? "";
  if (/^(image\/(jpeg|png)|video\/)/.test(type)) return "seen";
  return type.startsWith("audio/") ? "audio" : "document";
}

const toPart = (
  message: SourceMessage,
  part: number,
  text: FormattedText,
  file: number | null,
): OutgoingPart => ({ message, part, text, file, replyToId: part === 0 ? message.replyTargetId : null });

function textOf(message: SourceMessage): FormattedText {
  const entities = (message.extra?.entities ?? []) as TextEntity[];
  return withButtons({ text: message.content, entities }, buttonsOf(message));
}

/** The text as it stands in the first of its messages: what an edit sets anew. Longer ones are cut. */
export function firstText(message: SourceMessage, how: Composition): FormattedText {
  const [part] = compose([message], { ...how, mode: "copy" })[0] ?? [];
  return part?.text ?? { text: "", entities: [] };
}

interface Row {
  components?: { label?: unknown; url?: unknown }[];
}

function buttonsOf({ extra }: SourceMessage): { label: string; url: string }[] {
  const rows = Array.isArray(extra?.components) ? (extra.components as Row[]) : [];
  return rows.flatMap(({ components }) =>
    (components ?? []).flatMap(({ label, url }) =>
      typeof url === "string" && /^https?:/.test(url)
        ? [{ label: typeof label === "string" && label !== "" ? label : url, url }]
        : [],
    ),
  );
}
