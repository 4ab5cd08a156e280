/** What is typed of a proxy, and the proxy it makes. Pure. */
import type { ProxyInput } from "../../../../core/api/telegram.ts";

export interface ProxyForm {
  kind: "none" | ProxyInput["kind"];
  host: string;
  port: string;
  username: string;
  password: string;
  secret: string;
}

export const emptyProxy: ProxyForm = {
  kind: "none",
  host: "",
  port: "",
  username: "",
  password: "",
  secret: "",
};

/** The proxy; null for none, undefined while something of it is missing. */
export function toProxy(form: ProxyForm): ProxyInput | null | undefined {
  const { kind, username, password } = form;
  if (kind === "none") return null;
  const host = form.host.trim();
  const port = Number(form.port);
  if (host === "" || !Number.isInteger(port) || port < 1 || port > 65_535) return undefined;
  if (kind === "mtproto")
    return form.secret.trim() === "" ? undefined : { kind, host, port, secret: form.secret.trim() };
  return {
    kind,
    host,
    port,
    ...(username === "" ? {} : { username }),
    ...(password === "" ? {} : { password }),
  };
}

/** The proxy that a link of Telegram's names (t.me/proxy, t.me/socks, tg://proxy, tg://socks); null for any other text. */
export function readProxyLink(text: string): ProxyForm | null {
  const link = /^(?:https?:\/\/t\.me\/|tg:\/\/)(proxy|socks)\?(.+)$/i.exec(text.trim());
  const [, kind, query] = link ?? [];
  if (kind === undefined || query === undefined) return null;
  const given = new URLSearchParams(query);
  const get = (name: string) => given.get(name) ?? "";
  return {
    kind: kind.toLowerCase() === "proxy" ? "mtproto" : "socks5",
    host: get("server"),
    port: get("port"),
    username: get("user"),
    password: get("pass"),
    secret: get("secret"),
  };
}
