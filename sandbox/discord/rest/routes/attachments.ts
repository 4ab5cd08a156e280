import { refuse } from "../errors.ts";
import { type RestReply, type RestRequest, route } from "../router.ts";

/** Renewing links. */
export const attachmentRoutes = [route("POST", "/attachments/refresh-urls", 10, 5_000, refreshUrls)];

const MAX_URLS = 50;

/** Gives each address of an attachment a new signature; addresses of anything else are dropped. */
async function refreshUrls(request: RestRequest): Promise<RestReply> {
  const { json } = await request.body();
  const urls = Array.isArray(json.attachment_urls) ? json.attachment_urls.map(String) : [];
  if (urls.length === 0 || urls.length > MAX_URLS) {
    const message = `Must be between 1 and ${MAX_URLS} in length.`;
    throw refuse.invalidForm("attachment_urls", "BASE_TYPE_BAD_LENGTH", message);
  }
  const { links } = request.core;
  return {
    refreshed_urls: urls.flatMap((original) => {
      const path = pathOf(original, links.base);
      return path ? [{ original, refreshed: links.sign(path) }] : [];
    }),
  };
}

function pathOf(url: string, base: string): string | null {
  if (!url.startsWith(`${base}/attachments/`)) return null;
  return url.slice(base.length).split("?")[0] ?? null;
}
