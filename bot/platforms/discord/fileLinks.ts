/** Addresses of Discord's files. Links to attachments carry a signature that is good for a day and renewed on request. */
import { RequestMethod } from "discord.js";
import type { KnownFile } from "../../../core/database/media/files.ts";
import { toFields, toList, toText } from "./fields.ts";
import type { DiscordRequests } from "./requests.ts";

/** How many links Discord renews at once (documented). */
const mostAtOnce = 50;
/** Links remembered. More costs memory, fewer costs requests: 50 links are one. */
const mostRemembered = 5_000;
/** A link that ends this soon is renewed: the download has to begin before. */
const marginMs = 120_000;
/** Hosts of Discord's own files and of its copies of what stands elsewhere. */
const discordHosts = /^(cdn\.discordapp\.com|media\.discordapp\.net|images-ext-\d\.discordapp\.net)$/;

export class FileLinks {
  readonly #requests: DiscordRequests;
  readonly #cdnBase: string;
  /** By the address without a signature. */
  readonly #links = new Map<string, { url: string; goodUntilMs: number }>();

  constructor(requests: DiscordRequests, cdnBase: string) {
    this.#requests = requests;
    this.#cdnBase = cdnBase.replace(/\/$/, "");
  }

  /** Renews the links of those files whose link is not good for a while; throws what the request throws. */
  async renew(files: readonly KnownFile[], signal: AbortSignal): Promise<void> {
    const soon = Date.now() + marginMs;
    const stale = [...new Set(files.flatMap((file) => this.#attachmentUrl(file) ?? []))].filter(
      (url) => (this.#links.get(url)?.goodUntilMs ?? 0) < soon,
    );
    for (let from = 0; from < stale.length; from += mostAtOnce) {
      const { body } = await this.#requests.send<unknown>("/attachments/refresh-urls", {
        method: RequestMethod.Post,
        body: { attachment_urls: stale.slice(from, from + mostAtOnce) },
        signal,
      });
      for (const raw of toList(toFields(body)?.refreshed_urls)) this.#remember(toFields(raw));
    }
  }

  /** The link is not what it should be: the next `renew` asks for another one. */
  forget(file: KnownFile): void {
    const url = this.#attachmentUrl(file);
    if (url !== null) this.#links.delete(url);
  }

  /** Whether a new link could help where the file was refused. */
  isSigned(file: KnownFile): boolean {
    return this.#attachmentUrl(file) !== null;
  }

  /** Where to fetch a file; null when its address is not the platform's. */
  addressOf(file: KnownFile): string | null {
    const attachment = this.#attachmentUrl(file);
    if (attachment !== null) return this.#links.get(attachment)?.url ?? attachment;
    if (file.url !== null) return this.#isOwn(file.url) ? file.url : null;
    const { item, variant } = file;
    switch (file.kind) {
      case "emoji":
        return this.#at(`/emojis/${item}.${variant === "animated" ? "gif" : "png"}`);
      case "sticker":
        return this.#stickerAt(item, variant ?? "png");
      case "sound":
        return this.#at(`/soundboard-sounds/${item}`);
      case "avatar":
        return this.#at(`/avatars/${item}/${picture(variant)}?size=256`);
      case "icon":
        return this.#at(`/icons/${item}/${picture(variant)}?size=256`);
      default:
        return null;
    }
  }

  #at(path: string): string {
    return `${this.#cdnBase}${path}`;
  }

  /** Animated ones are served by the media proxy alone (discord-api-docs, "CDN endpoints"). */
  #stickerAt(id: string, format: string): string {
    const isDiscord = new URL(this.#cdnBase).host === "cdn.discordapp.com";
    const base = format === "gif" && isDiscord ? "https://media.discordapp.net" : this.#cdnBase;
    return `${base}/stickers/${id}.${format}`;
  }

  /** The unsigned address of what needs a signature. A built-in server may have had another address when it was noted. */
  #attachmentUrl({ url }: KnownFile): string | null {
    const at = url?.indexOf("/attachments/") ?? -1;
    return url === null || at < 0 || !this.#couldBeOwn(url) ? null : this.#at(url.slice(at));
  }

  #isOwn(url: string): boolean {
    const { host, protocol } = URL.parse(url) ?? { host: "", protocol: "" };
    return host === new URL(this.#cdnBase).host || (protocol === "https:" && discordHosts.test(host));
  }

  #couldBeOwn(url: string): boolean {
    const { host, hostname } = URL.parse(url) ?? { host: "", hostname: "" };
    return this.#isOwn(url) || discordHosts.test(host) || hostname === new URL(this.#cdnBase).hostname;
  }

  #remember(renewed: Record<string, unknown> | null): void {
    const [original, url] = [toText(renewed?.original), toText(renewed?.refreshed)];
    if (original === null || url === null || !this.#isOwn(url)) return;
    const expiresSeconds = Number.parseInt(URL.parse(url)?.searchParams.get("ex") ?? "", 16);
    if (this.#links.size >= mostRemembered) this.#links.clear();
    this.#links.set(original, {
      url,
      // Without a time in it the link is used for this download alone.
      goodUntilMs: Number.isNaN(expiresSeconds) ? 0 : expiresSeconds * 1_000,
    });
  }
}

/** Hashes of pictures that move begin with a_. */
const picture = (hash: string | null) => `${hash ?? ""}.${hash?.startsWith("a_") ? "gif" : "png"}`;
