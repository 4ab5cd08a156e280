import type { AttachmentView, ComponentView } from "../../../../core/api/reading.ts";

/** The files of a message that no layout of it shows already. Pure. */
export function besideLayout(message: {
  attachments: readonly AttachmentView[];
  components: readonly ComponentView[];
}): readonly AttachmentView[] {
  const { attachments, components } = message;
  const shown = new Set(components.map(({ attachmentId }) => attachmentId));
  return attachments.filter(({ id }) => !shown.has(id));
}
