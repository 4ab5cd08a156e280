/** Text and addresses on their way into HTML. All that anybody wrote goes through here (A19–A21). Pure. */

const escapes: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
  "`": "&#96;",
};

/** For text and for the value of a quoted attribute. */
export const escape = (text: string): string => text.replaceAll(/[&<>"'`]/g, (sign) => escapes[sign] ?? sign);

/** Addresses that lead somewhere and do nothing here; null for all others. */
export function safeHref(address: string): string | null {
  const url = URL.parse(address);
  return url && /^(https?|mailto|tg|discord):$/.test(url.protocol) ? url.href : null;
}

/** A link; its words alone where the address leads nowhere. `inner` is HTML. */
export function linkTo(address: string, inner: string): string {
  const href = safeHref(address);
  if (href === null) return inner;
  return `<a href="${escape(href)}" target="_blank" rel="noopener noreferrer nofollow">${inner}</a>`;
}

/** The address of a file of the export: names may hold what addresses give a meaning to. */
export const fileHref = (path: string): string => escape(path.split("/").map(encodeURIComponent).join("/"));
