/** What is laid out in or below a message, as a list in reading order. Pure; what makes no sense is left out. */
import { z } from "zod";
import type { ComponentView } from "../../api/reading.ts";
import { accessoryPath, deepestParts, itemPath, mostParts, partPath } from "../../model/componentMedia.ts";

/** Without the stored file, which is found by `path` (core/model/componentMedia.ts); null where there is none to show. */
export type ComponentExtra = Omit<ComponentView, "file"> & { path: string | null };

const text = z.string().nullable().catch(null);
const link = z
  .url({ protocol: /^https?$/ })
  .nullable()
  .catch(null);
const Media = z.object({
  attachment_id: z
    .string()
    .regex(/^\d{1,19}$/)
    .nullable()
    .catch(null),
});

const Component = z.object({
  type: z.number(),
  label: text,
  placeholder: text,
  content: text,
  url: link,
  name: text,
  emoji: z.object({ name: text }).nullable().catch(null),
  accent_color: z.number().int().min(0).max(0xffffff).nullable().catch(null),
  components: z.array(z.unknown()).catch([]),
  accessory: z.unknown().optional(),
  items: z.array(z.unknown()).catch([]),
  description: text,
  spoiler: z.boolean().catch(false),
  media: Media.nullable().catch(null),
  file: Media.nullable().catch(null),
});
type Component = z.infer<typeof Component>;
const Item = Component.pick({ description: true, spoiler: true, media: true });

/** By Discord's numbers (docs: Components, "Component Types"). */
const kinds: Partial<Record<number, ComponentView["kind"]>> = {
  1: "row",
  2: "button",
  3: "menu",
  4: "menu",
  5: "menu",
  6: "menu",
  7: "menu",
  8: "menu",
  9: "section",
  10: "text",
  11: "media",
  12: "media",
  13: "file",
  14: "separator",
  17: "container",
};

export function layOut(components: readonly unknown[]): ComponentExtra[] {
  return layOutAt(components, "", 0, 0).slice(0, mostParts);
}

/** `depth`: of what is shown; `level`: of what was sent, where layouts of unknown kinds count as well. */
function layOutAt(
  components: readonly unknown[],
  path: string,
  depth: number,
  level: number,
): ComponentExtra[] {
  if (level > deepestParts) return [];
  return components
    .slice(0, mostParts)
    .flatMap((sent, index) => layOutOne(sent, partPath(path, index), depth, level));
}

function layOutOne(sent: unknown, path: string, depth: number, level: number): ComponentExtra[] {
  if (level > deepestParts) return [];
  const { data } = Component.safeParse(sent);
  if (!data) return [];
  const kind = kinds[data.type];
  const accessory = (at: number) =>
    data.accessory === undefined ? [] : layOutOne(data.accessory, accessoryPath(path), at, level + 1);
  // A kind that is new to us: what it holds is there.
  if (!kind) return [...layOutAt(data.components, path, depth, level + 1), ...accessory(depth)];
  const shown = data.media ?? data.file;
  const own: ComponentExtra = {
    kind,
    depth,
    text: wordsOf(kind, data),
    url: kind === "button" ? data.url : null,
    color: data.accent_color,
    isSpoiler: data.spoiler,
    attachmentId: shown?.attachment_id ?? null,
    path: shown ? path : null,
  };
  const pictures = data.items.slice(0, mostParts).flatMap((raw, index): ComponentExtra[] => {
    const item = Item.safeParse(raw).data;
    if (!item) return [];
    return [
      {
        kind: "media",
        depth,
        text: item.description ?? "",
        url: null,
        color: null,
        isSpoiler: item.spoiler,
        attachmentId: item.media?.attachment_id ?? null,
        path: itemPath(path, index),
      },
    ];
  });
  const inner = [...layOutAt(data.components, path, depth + 1, level + 1), ...accessory(depth + 1)];
  return data.items.length > 0 ? [...pictures, ...inner] : [own, ...inner];
}

function wordsOf(kind: ComponentView["kind"], sent: Component): string {
  if (kind === "text") return sent.content ?? "";
  if (kind === "menu") return sent.placeholder ?? "";
  if (kind === "button") return [sent.emoji?.name, sent.label].filter(Boolean).join(" ");
  return sent.description ?? sent.name ?? "";
}
