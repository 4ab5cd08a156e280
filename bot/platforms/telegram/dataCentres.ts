/** Where Telegram's data centres are, and by which keys they are known. */
import type { Api } from "./gram.ts";
import { type TrustedKeys, trustServerKey } from "./link/handshake.ts";
import type { Address } from "./link/proxy.ts";

/** Another server that speaks Telegram's protocol: a compatible one, or the sandbox. */
export interface TelegramServer {
  address: Address;
  /** PEM of its public key. */
  publicKey: string;
}

/** Telegram's own, as its applications know them before they have asked (core.telegram.org/api/datacenter). */
const telegrams: Readonly<Record<number, string>> = {
  1: "149.154.175.53",
  2: "149.154.167.51",
  3: "149.154.175.100",
  4: "149.154.167.91",
  5: "91.108.56.130",
};
const telegramPort = 443;

/** Where a login begins; Telegram sends it to the phone number's own. */
export const firstDc = 2;

export class DataCentres {
  readonly trusted: TrustedKeys;
  readonly #server: Address | null;
  readonly #told = new Map<number, Address>();

  /** Null: Telegram itself. Throws TypeError for a server whose key cannot be read. */
  constructor(server: TelegramServer | null) {
    this.#server = server?.address ?? null;
    this.trusted = server && new Set([trustServerKey(server.publicKey)]);
  }

  /**
   * What a data centre says of the others. With a server of one's own nothing else is ever called: it answers for all
   * numbers that it does not name, and what it names must be on the same host.
   */
  learn(config: Api.Config | null): void {
    for (const option of config?.dcOptions ?? []) {
      if (option.ipv6 || option.mediaOnly || option.cdn || option.tcpoOnly) continue;
      const isAllowed =
        this.#server === null ? option.id in telegrams : option.ipAddress === this.#server.host;
      if (isAllowed) this.#told.set(option.id, { host: option.ipAddress, port: option.port });
    }
  }

  addressOf(dcId: number): Address {
    const told = this.#told.get(dcId);
    if (told) return told;
    return this.#server ?? { host: telegrams[dcId] ?? (telegrams[firstDc] as string), port: telegramPort };
  }
}
