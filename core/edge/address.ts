/** Addresses of clients: who is trusted to name another, and who a request really comes from. Pure. */
import { BlockList, isIP, isIPv6 } from "node:net";

/** Whether an address belongs to one of the proxies whose X-Forwarded headers are believed. */
type IsTrusted = (address: string) => boolean;

/** True for an IP address, or a network such as 10.0.0.0/8. */
export function isNetwork(text: string): boolean {
  const [address = "", prefix, ...rest] = text.split("/");
  const version = isIP(address);
  if (version === 0 || rest.length > 0) return false;
  if (prefix === undefined) return true;
  return /^\d{1,3}$/.test(prefix) && Number(prefix) <= (version === 6 ? 128 : 32);
}

/** Reads addresses and networks (see isNetwork). Nobody is trusted when there are none. */
export function trustNetworks(networks: readonly string[]): IsTrusted {
  const list = new BlockList();
  for (const network of networks) {
    const [address = "", prefix] = network.split("/");
    const family = isIPv6(address) ? "ipv6" : "ipv4";
    list.addSubnet(address, prefix === undefined ? (family === "ipv6" ? 128 : 32) : Number(prefix), family);
  }
  return (address) => {
    const version = isIP(address);
    return version !== 0 && list.check(address, version === 6 ? "ipv6" : "ipv4");
  };
}

/** An address as one writes it: IPv4 within IPv6 as IPv4, without the zone of a link-local one. */
export function plainAddress(address: string): string {
  return address.replace(/^::ffff:(?=\d+\.)/i, "").split("%")[0] ?? "";
}

/**
 * Where a request comes from. Each trusted proxy vouches for the one address before it in X-Forwarded-For, so the
 * list is read from its end, as far as trust goes; what stands further to the front anybody can have made up.
 */
export function clientAddress(
  peer: string | undefined,
  forwardedFor: string | undefined,
  isTrusted: IsTrusted,
): string | null {
  let address = plainAddress(peer ?? "");
  const claimed = (forwardedFor ?? "").split(",").map((part) => withoutPort(part.trim()));
  while (isTrusted(address)) {
    const before = plainAddress(claimed.pop() ?? "");
    if (isIP(before) === 0) break; // nobody was named: then it is the proxy itself that asks
    address = before;
  }
  return isIP(address) === 0 ? null : address;
}

/** Some proxies write `203.0.113.1:4711` or `[2001:db8::1]:4711`. */
const withoutPort = (text: string) =>
  text.replace(/^\[(.*)\](:\d+)?$/, "$1").replace(/^(\d+\.\d+\.\d+\.\d+):\d+$/, "$1");
