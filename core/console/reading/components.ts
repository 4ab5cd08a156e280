/** What is laid out in or below a message, as a list in reading order. Pure; what makes no sense is left out. */
import { z } from "zod";
import type { ComponentView } from "../../api/reading.ts";

const text = z.string().nullable().catch(null);
const link = z
  .url({ protocol: /^https?$/ })
  .nullable()
  .catch(null);

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
});
type Component = z.infer<typeof Component>;

/** Layouts within layouts: deeper than any platform goes. */
const deepest = 8;
/** Parts of one message: Discord allows forty. */
const most = 200;

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

export function layOut(components: readonly unknown[]): ComponentView[] {
  return layOutAt(components, 0).slice(0, most);
}

function layOutAt(components: readonly unknown[], depth: number): ComponentView[] {
  if (depth > deepest) return [];
  return components.slice(0, most).flatMap((sent) => {
    const { data } = Component.safeParse(sent);
    if (!data) return [];
    const kind = kinds[data.type];
    if (!kind) return layOutAt(data.components, depth); // a kind that is new to us: what it holds is there
    const own: ComponentView = {
      kind,
      depth,
      text: wordsOf(kind, data),
      url: kind === "button" ? data.url : null,
      color: data.accent_color,
    };
    const pictures = data.items.slice(0, most).map(
      (item): ComponentView => ({
        kind: "media",
        depth,
        text: Component.partial().safeParse(item).data?.description ?? "",
        url: null,
        color: null,
      }),
    );
    const accessory = data.accessory === undefined ? [] : [data.accessory];
    const inner = layOutAt([...data.components, ...accessory], depth + 1);
    return data.items.length > 0 ? [...pictures, ...inner] : [own, ...inner];
  });
}

function wordsOf(kind: ComponentView["kind"], sent: Component): string {
  if (kind === "text") return sent.content ?? "";
  if (kind === "menu") return sent.placeholder ?? "";
  if (kind === "button") return [sent.emoji?.name, sent.label].filter(Boolean).join(" ");
  return sent.description ?? sent.name ?? "";
}
