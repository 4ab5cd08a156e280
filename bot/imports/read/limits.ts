/**
 * What no honest export goes beyond. Larger values let a hostile file take more memory, smaller ones refuse what people
 * really have.
 */
export const limits = {
  /** Nesting of JSON. Exports go some ten levels deep. */
  depth: 100,
  /** Bytes of one text. Discord's longest message has 4,000 characters, an embed 6,000; Telegram's a few more. */
  textBytes: 4 * 2 ** 20,
  /** Bytes of one item (a message with all its reactions and embeds). */
  itemBytes: 16 * 2 ** 20,
  /** Files in a folder, and in a zip file. */
  files: 1_000_000,
  zipFiles: 10_000,
  /** Bytes that the entries of a zip file unpack to, all together, and how much larger that may be than what is packed. */
  zipBytes: 2 * 2 ** 30,
  zipRatio: 100,
  /** One file beside an export, such as a film. */
  mediaBytes: 4 * 2 ** 30,
} as const;
