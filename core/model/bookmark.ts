/** Longest private note on a message, in UTF-16 units. */
export const longestNote = 2_000;
