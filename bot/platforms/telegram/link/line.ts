/** One connection, from its opening to its end: packets go in and come out. */
import type { Socket } from "node:net";
import { type Framing, fullFraming, proxyFraming } from "./framing.ts";
import { makeAuthKey, type TrustedKeys } from "./handshake.ts";
import { type Address, openSocket, type Proxy, parseSecret } from "./proxy.ts";

export class Line {
  /** Called for each packet, in order. What it throws ends the connection. */
  onPacket: (packet: Buffer) => void = () => undefined;
  /** Why it ended. Never rejects. */
  readonly ended: Promise<Error>;
  /** performance.now() of the last byte. */
  heardAtMs = performance.now();
  readonly #socket: Socket;
  readonly #framing: Framing;

  constructor(socket: Socket, framing: Framing) {
    this.#socket = socket;
    this.#framing = framing;
    socket.write(framing.prelude);
    this.ended = new Promise<Error>((resolve) => {
      socket.on("data", (chunk: Buffer) => {
        this.heardAtMs = performance.now();
        try {
          for (const packet of framing.decode(chunk)) this.onPacket(packet);
        } catch (error) {
          socket.destroy(error as Error);
        }
      });
      socket.on("error", resolve);
      socket.on("close", () => resolve(new Error("Telegram closed the connection")));
    });
  }

  write(packet: Buffer): void {
    this.#socket.write(this.#framing.encode(packet));
  }

  end(reason?: Error): void {
    this.#socket.destroy(reason);
  }

  /** Agrees on a new key, as the first thing that is said. Ends the connection and throws when that fails, or takes longer than `withinMs`. */
  async agreeOnKey(trusted: TrustedKeys, withinMs: number): ReturnType<typeof makeAuthKey> {
    const exchange = (packet: Buffer) => {
      const answer = new Promise<Buffer>((resolve) => (this.onPacket = resolve));
      this.write(packet);
      return Promise.race([answer, this.ended.then((error) => Promise.reject(error))]);
    };
    const timer = setTimeout(() => this.end(new Error("No key was agreed on in time")), withinMs);
    try {
      return await makeAuthKey(exchange, trusted);
    } catch (error) {
      this.end();
      throw error;
    } finally {
      clearTimeout(timer);
    }
  }
}

/** Connects to a data centre. Rejects after `withinMs`, and with the reason of `signal`; nothing is left open then. */
export async function openLine(
  { address, dcId, proxy }: { address: Address; dcId: number; proxy: Proxy | null },
  within: { withinMs: number; signal: AbortSignal },
): Promise<Line> {
  const framing = proxy?.kind === "mtproto" ? proxyFraming(parseSecret(proxy.secret), dcId) : fullFraming();
  return new Line(await openSocket(address, proxy, within), framing);
}
