/** Whose failed sign-ins are counted together. */
import { isIPv6 } from "node:net";

/**
 * Without a trusted proxy every request comes from the console's own proxy (or from anywhere, with an address that
 * anybody can claim): then the password itself is what is counted. Behind trusted proxies it is the client, so that
 * a guesser locks out only himself: an IPv4 address, or the /64 network of an IPv6 address, which is what one
 * customer gets.
 */
export function throttleScope(address: string | undefined, trustedProxies: number): string {
  if (trustedProxies === 0 || address === undefined) return "password";
  const plain = address.replace(/^::ffff:(?=\d+\.)/i, "");
  return `address:${isIPv6(plain) ? networkOf(plain) : plain}`;
}

function networkOf(address: string): string {
  const [head = "", tail = ""] = (address.split("%")[0] ?? "").split("::");
  const groups = (text: string) => (text === "" ? [] : text.split(":"));
  const front = groups(head);
  const missing = 8 - front.length - groups(tail).length;
  const all = address.includes("::")
    ? [...front, ...Array.from({ length: missing }, () => "0"), ...groups(tail)]
    : front;
  return `${all
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(":")}::/64`;
}
