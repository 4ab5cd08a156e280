/** Encrypts a finished export in the format of age (age-encryption.org/v1), which age, rage and other tools open. */
import { createCipheriv, randomBytes, scrypt } from "node:crypto";
import { createReadStream, createWriteStream } from "node:fs";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { ReadableStream } from "node:stream/web";
import { Encrypter, type Recipient, Stanza } from "age-encryption";
import type { ExportTask } from "../../core/database/exports/exportTasks.ts";
import { exportResult } from "../../core/exports/exportFolder.ts";
import { passphrasePlace } from "../../core/exports/passphrase.ts";
import { PermanentError } from "../../core/queue/errors.ts";
import { type SecretBox, SecretUnreadableError } from "../../core/secrets.ts";
import { arrive } from "./arrive.ts";
import { needRoom, type RoomDeps } from "./room.ts";

export interface EncryptionDeps extends RoomDeps {
  /** Opens passphrases; null without ENCRYPTION_KEY. */
  secrets: SecretBox | null;
  /** log2 of what a guess at a passphrase costs. Less in tests, whose age is written in JavaScript. */
  passphraseCost?: number;
}

/**
 * Returns what stands in the place of `result`: the encrypted file beside it, or itself where it is to stay as it is. Safe to
 * repeat; what it was made of stays until the row knows the result. Throws PermanentError where the passphrase is not known.
 */
export async function encryptResult<Result extends { name: string; sizeBytes: number }>(
  deps: EncryptionDeps,
  task: ExportTask,
  result: Result,
  signal: AbortSignal,
): Promise<Result> {
  const encrypter = encrypterFor(deps, task);
  if (!encrypter) return result;
  await needRoom(deps, result.sizeBytes);
  const name = `${result.name}.age`;
  const from = Readable.toWeb(createReadStream(exportResult(deps.dataDir, task.id, result.name)));
  const encrypted = await encrypter.encrypt(from as globalThis.ReadableStream<Uint8Array>);
  const to = exportResult(deps.dataDir, task.id, name);
  const write = (path: string) =>
    pipeline(Readable.fromWeb(encrypted as ReadableStream), createWriteStream(path), { signal });
  return { ...result, name, sizeBytes: await arrive(to, write, signal) };
}

/** Null where nothing is to be encrypted. */
function encrypterFor(
  { secrets, passphraseCost = usualCost }: EncryptionDeps,
  task: ExportTask,
): Encrypter | null {
  if (task.encryptTo === null && !task.isEncrypted) return null;
  const encrypter = new Encrypter();
  encrypter.addRecipient(
    task.encryptTo ?? new PassphraseRecipient(openPassphrase(secrets, task), passphraseCost),
  );
  return encrypter;
}

function openPassphrase(secrets: SecretBox | null, { id, passphraseSealed }: ExportTask): string {
  try {
    if (secrets && passphraseSealed !== null) return secrets.open(passphraseSealed, passphrasePlace(id));
  } catch (error) {
    if (!(error instanceof SecretUnreadableError)) throw error;
  }
  throw new PermanentError(
    "export_passphrase_gone",
    "The passphrase of this export is not known any more. Ask for the export anew.",
  );
}

/** 128 MiB and a good part of a second per guess. age opens up to 22. */
const usualCost = 17;
const label = "age-encryption.org/v1/scrypt";

/** The library's own works on the event loop and holds up everything else meanwhile; this one beside it. */
class PassphraseRecipient implements Recipient {
  readonly #passphrase: string;
  readonly #cost: number;

  constructor(passphrase: string, cost: number) {
    this.#passphrase = passphrase;
    this.#cost = cost;
  }

  async wrapFileKey(fileKey: Uint8Array): Promise<Stanza[]> {
    const salt = randomBytes(16);
    const key = await stretch(this.#passphrase, Buffer.concat([Buffer.from(label), salt]), this.#cost);
    // The key serves once, so that its nonce may be nothing (C2SP age.md, "The scrypt recipient type").
    const cipher = createCipheriv("chacha20-poly1305", key, Buffer.alloc(12), { authTagLength: 16 });
    const wrapped = Buffer.concat([cipher.update(fileKey), cipher.final(), cipher.getAuthTag()]);
    const saltText = salt.toString("base64").replaceAll("=", "");
    return [new Stanza(["scrypt", saltText, String(this.#cost)], wrapped)];
  }
}

const stretch = (passphrase: string, salt: Buffer, logN: number): Promise<Buffer> =>
  new Promise((resolve, reject) => {
    const cost = { N: 2 ** logN, r: 8, p: 1, maxmem: 2 ** (logN + 11) };
    scrypt(passphrase, salt, 32, cost, (error, key) => (error ? reject(error) : resolve(key)));
  });
