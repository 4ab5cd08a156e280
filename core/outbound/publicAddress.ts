/** Which addresses belong to the public Internet. Pure. */
import { BlockList, isIP } from "node:net";

/** IPv4 networks that are not the public Internet (IANA special-purpose registry, and multicast). */
const closedIpv4 = [
  "0.0.0.0/8", // this network
  "10.0.0.0/8",
  "100.64.0.0/10", // carrier-grade NAT
  "127.0.0.0/8",
  "169.254.0.0/16", // link-local: where clouds serve their metadata
  "172.16.0.0/12",
  "192.0.0.0/24",
  "192.0.2.0/24",
  "192.88.99.0/24",
  "192.168.0.0/16",
  "198.18.0.0/15",
  "198.51.100.0/24",
  "203.0.113.0/24",
  "224.0.0.0/4",
  "240.0.0.0/4",
];
/** All of the public IPv6 Internet lies in 2000::/3: what lies outside (mapped IPv4, ULA, link-local, …) is not it. */
const openIpv6 = "2000::/3";
/** Within it: protocols that carry an IPv4 address inside, and documentation. */
const closedIpv6 = ["2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20"];

const ipv4 = listOf(closedIpv4, "ipv4");
const open = listOf([openIpv6], "ipv6");
const ipv6 = listOf(closedIpv6, "ipv6");

/** False for private, local and special addresses, and for what is no IP address at all. */
export function isPublicAddress(address: string): boolean {
  switch (isIP(address)) {
    case 4:
      return !ipv4.check(address, "ipv4");
    case 6:
      return open.check(address, "ipv6") && !ipv6.check(address, "ipv6");
    default:
      return false;
  }
}

function listOf(networks: readonly string[], family: "ipv4" | "ipv6"): BlockList {
  const list = new BlockList();
  for (const network of networks) {
    const [address = "", prefix] = network.split("/");
    list.addSubnet(address, Number(prefix), family);
  }
  return list;
}
