/** Whose failed sign-ins are counted together. */
import { isIPv6 } from "node:net";

/**
 * A client by its address, so that a guesser locks out only himself: an IPv4 address, or the /64 network of an IPv6
 * address, which is what one customer gets. Those whose address is not known count as one.
 */
export function throttleScope(address: string | null): string {
  if (address === null) return "address:unknown";
  return `address:${isIPv6(address) ? networkOf(address) : address}`;
}

function networkOf(address: string): string {
  const [head = "", tail = ""] = address.split("::");
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
