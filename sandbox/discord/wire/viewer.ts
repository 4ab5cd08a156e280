import type { LinkSigner } from "../cdn/links.ts";
import type { RawItems } from "./raw.ts";

/** For whom something is written: what a message contains depends on it. */
export interface Viewer {
  /** The bot's user id: its own messages and those that mention it are never emptied. */
  userId: string;
  /** Whether it may read content, attachments, embeds, components and polls of others. */
  content: boolean;
  links: LinkSigner;
  raw: RawItems;
}
