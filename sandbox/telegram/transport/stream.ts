/** One TCP connection as a stream of packets, whatever the transport the client chose by its first bytes. */
import type { Socket } from "node:net";
import { AbridgedCodec, type Codec, FullCodec, IntermediateCodec, TransportError } from "./codecs.ts";
import { OBFUSCATION_HEADER, type Obfuscation, openObfuscation } from "./obfuscation.ts";

export interface StreamOptions {
  /** A proxy's secret: only streams obfuscated with it are taken. */
  secret: Buffer | null;
  /** Called once the transport is known, before any packet. */
  onOpen(dcId: number): void;
  onPacket(packet: Buffer): void;
  onClose(): void;
}

/** Ends the socket itself on a stream that is no MTProto. */
export class PacketStream {
  readonly socket: Socket;
  readonly #options: StreamOptions;
  #waiting: Buffer = Buffer.alloc(0);
  #codec: Codec | null = null;
  #obfuscation: Obfuscation | null = null;

  constructor(socket: Socket, options: StreamOptions) {
    this.socket = socket;
    this.#options = options;
    socket.setNoDelay(true);
    socket.on("data", (chunk) => this.#take(chunk));
    socket.on("error", () => socket.destroy());
    socket.once("close", () => options.onClose());
  }

  /** The transport's name once it is known. */
  get transport(): string | null {
    return this.#codec && (this.#obfuscation ? `obfuscated ${this.#codec.name}` : this.#codec.name);
  }

  get isOpen(): boolean {
    return !this.socket.destroyed && this.#codec !== null;
  }

  send(packet: Buffer): void {
    if (!this.#codec || this.socket.destroyed) return;
    const bytes = this.#codec.wrap(packet);
    this.socket.write(this.#obfuscation ? this.#obfuscation.encrypt.update(bytes) : bytes);
  }

  /** A transport error: four bytes instead of a message (-404: unknown key, -429: flood, -444: no such DC). */
  sendError(code: number): void {
    const packet = Buffer.allocUnsafe(4);
    packet.writeInt32LE(-code, 0);
    this.send(packet);
  }

  close(): void {
    this.socket.destroy();
  }

  #take(chunk: Buffer): void {
    const bytes = this.#obfuscation ? this.#obfuscation.decrypt.update(chunk) : chunk;
    this.#waiting = this.#waiting.length === 0 ? bytes : Buffer.concat([this.#waiting, bytes]);
    try {
      if (!this.#codec && !this.#recognise()) return;
      for (;;) {
        const found = (this.#codec as Codec).next(this.#waiting);
        if (!found) return;
        this.#waiting = this.#waiting.subarray(found.taken);
        this.#options.onPacket(found.packet);
        if (this.socket.destroyed) return;
      }
    } catch (error) {
      if (!(error instanceof TransportError)) throw error;
      this.close();
    }
  }

  /** True once the transport is known. */
  #recognise(): boolean {
    const first = this.#waiting[0];
    const isPlain = this.#options.secret === null;
    if (isPlain && first === 0xef) return this.#open(new AbridgedCodec(), 1);
    if (this.#waiting.length < 8) return false;
    const word = this.#waiting.readUInt32LE(0);
    if (isPlain && word === 0xeeeeeeee) return this.#open(new IntermediateCodec(false), 4);
    if (isPlain && word === 0xdddddddd) return this.#open(new IntermediateCodec(true), 4);
    // The full transport begins with a length and the packet number 0; obfuscated streams may not.
    if (isPlain && this.#waiting.readUInt32LE(4) === 0) return this.#open(new FullCodec(), 0);
    if (this.#waiting.length < OBFUSCATION_HEADER) return false;
    const obfuscation = openObfuscation(this.#waiting.subarray(0, OBFUSCATION_HEADER), this.#options.secret);
    const rest = this.#waiting.subarray(OBFUSCATION_HEADER);
    this.#obfuscation = obfuscation;
    this.#waiting = rest.length === 0 ? rest : obfuscation.decrypt.update(rest);
    return this.#open(obfuscation.codec, 0, obfuscation.dcId);
  }

  #open(codec: Codec, tagBytes: number, dcId = 0): true {
    this.#codec = codec;
    this.#waiting = this.#waiting.subarray(tagBytes);
    this.#options.onOpen(dcId);
    return true;
  }
}
