/** Which new passwords are refused. No rules of composition: length and not being guessable is what counts. */

/** The usual suspects that are long enough for our minimum; shorter ones are refused by their length. */
const common = new Set([
  "123456789012",
  "1234567890123",
  "0123456789012",
  "123123123123",
  "111111111111",
  "000000000000",
  "121212121212",
  "1q2w3e4r5t6y",
  "1q2w3e4r5t6y7u",
  "1qaz2wsx3edc",
  "1qaz2wsx3edc4rfv",
  "qazwsxedcrfv",
  "qwerty123456",
  "qwertyuiop12",
  "qwertyuiop123",
  "qwertyuiop[]",
  "qwertyuiopasdf",
  "asdfghjkl123",
  "zaq12wsxcde3",
  "zxcvbnmasdfgh",
  "password1234",
  "password12345",
  "password123456",
  "passwordpassword",
  "passw0rd1234",
  "p@ssw0rd1234",
  "p@ssword1234",
  "administrator",
  "administrator1",
  "admin1234567",
  "adminadminadmin",
  "letmeinletmein",
  "iloveyou1234",
  "iloveyouforever",
  "abcdefghijkl",
  "abcdefghijklm",
  "abcdefg12345",
  "abc123abc123",
  "changeme1234",
  "changemechangeme",
  "welcome12345",
  "trustno1trustno1",
  "correcthorsebatterystaple",
  "correct horse battery staple",
]);

/** Words that stand on every page of this product. */
const ownWords = ["backscroll", "discord", "telegram", "password", "admin"];

/** What must be left of a password once words that everybody here would try are taken out. */
const leastOwnLetters = 6;

/**
 * Why a password must not be used, as the rest of a sentence, or null when it may. `contextWords` are further
 * words a guesser would try first, such as the host name. Its length is checked elsewhere (core/api/auth.ts).
 */
export function passwordWeakness(password: string, contextWords: readonly string[] = []): string | null {
  const folded = password.toLowerCase();
  if (common.has(folded)) return "is one of the most used passwords";
  if (new Set(folded).size < 5) return "repeats too few characters";
  if (isRow(folded)) return "is a row of neighbouring characters";
  const words = [...ownWords, ...contextWords.map((word) => word.toLowerCase())].filter(
    (word) => word.length >= 4,
  );
  const rest = words.reduce((text, word) => text.replaceAll(word, ""), folded);
  if (rest !== folded && rest.length < leastOwnLetters)
    return "is little more than a word that is easily guessed here";
  return null;
}

/** True when every character follows the one before it, up or down: abcdef…, 987654… */
function isRow(text: string): boolean {
  const codes = Array.from(text, (letter) => letter.codePointAt(0) ?? 0);
  const steps = codes.slice(1).map((code, index) => code - (codes[index] ?? 0));
  return steps.length > 0 && (steps.every((step) => step === 1) || steps.every((step) => step === -1));
}
