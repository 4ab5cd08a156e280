/** People's own words in a digest. Pure. */

/** Breaks what programs look for without being seen: U+200B ends words, names of hosts and addresses. */
const invisible = "\u200B";
const mostLetters = 60;

/**
 * A name as text that no chat program takes for more: it pings nobody, is no link and no markup of Slack's kind, stays in its
 * line and in its direction. What only Discord reads as markup is escaped where a message for Discord is made.
 */
export function quoted(name: string): string {
  const plain = name
    // Control characters, line ends, marks of direction, and characters that are not seen.
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, " ")
    .replace(/\s+/g, " ")
    .trim();
  const letters = Array.from(plain); // code points: half of a surrogate pair is no letter
  const cut = letters.length > mostLetters ? `${letters.slice(0, mostLetters - 1).join("")}…` : plain;
  return (
    cut
      // Mentions: @everyone, @name, <@1>, <!channel>, #channel, /command, :emoji:.
      .replace(/[@<#!&/:]/gu, (mark) => `${mark}${invisible}`)
      // Hosts without a scheme, which Telegram and others make links of.
      .replace(/(?<=[\p{L}\p{N}])\.(?=[\p{L}\p{N}])/gu, `.${invisible}`)
  );
}
