/** Encrypts tokens and sessions before they are stored: AES-256-GCM, bound to the place they are stored in. */
import { createCipheriv, createDecipheriv, createHash, randomBytes } from "node:crypto";

/** A stored secret that cannot be opened: wrong key, moved to another row, or changed. */
export class SecretUnreadableError extends Error {
  override name = "SecretUnreadableError";
}

/** Seals and opens secrets with one key. `place` is "table:column:row id": a sealed value opens nowhere else. */
export interface SecretBox {
  /** Returns `v1:keyId:iv:ciphertext:tag`; twice the same plain text gives two different values. */
  seal(plainText: string, place: string): string;
  /** Throws SecretUnreadableError; never returns something wrong. */
  open(sealed: string, place: string): string;
}

/** `key` is 32 bytes in base64 (ENCRYPTION_KEY). Throws RangeError for any other length. */
export function createSecretBox(key: string): SecretBox {
  const keyBytes = Buffer.from(key, "base64");
  if (keyBytes.length !== 32) throw new RangeError("The encryption key must be 32 bytes in base64");
  const keyId = createHash("sha256").update(keyBytes).digest("hex").slice(0, 8);

  return {
    seal(plainText, place) {
      const iv = randomBytes(12); // 96 bits, the length GCM is made for; random, so one key serves for ~2^32 secrets
      const cipher = createCipheriv("aes-256-gcm", keyBytes, iv).setAAD(Buffer.from(place));
      const sealed = Buffer.concat([cipher.update(plainText, "utf8"), cipher.final()]);
      return ["v1", keyId, ...[iv, sealed, cipher.getAuthTag()].map((part) => part.toString("base64"))].join(
        ":",
      );
    },
    open(sealed, place) {
      const [version, sealedKeyId, iv, cipherText, tag] = sealed.split(":");
      if (version !== "v1" || !iv || cipherText === undefined || !tag) {
        throw new SecretUnreadableError(`The secret at ${place} is not in a form this version knows`);
      }
      if (sealedKeyId !== keyId) {
        throw new SecretUnreadableError(`The secret at ${place} was sealed with another ENCRYPTION_KEY`);
      }
      try {
        const decipher = createDecipheriv("aes-256-gcm", keyBytes, Buffer.from(iv, "base64"), {
          authTagLength: 16,
        })
          .setAAD(Buffer.from(place))
          .setAuthTag(Buffer.from(tag, "base64"));
        return decipher.update(cipherText, "base64", "utf8") + decipher.final("utf8");
      } catch (cause) {
        throw new SecretUnreadableError(`The secret at ${place} was changed or moved`, { cause });
      }
    },
  };
}

/** SHA-256 of a token in hex: tells tokens apart without holding them. */
export function fingerprint(token: string): string {
  return createHash("sha256").update(token).digest("hex");
}

/** The end of a token, for people who tell tokens apart; nothing of short ones, of which it would tell too much. */
export function lastCharacters(token: string): string {
  return token.length < 12 ? "" : token.slice(-4);
}
