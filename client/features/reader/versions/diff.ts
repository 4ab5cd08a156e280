/** What changed between two texts, word by word. Pure. */

/** A stretch of either text: in both, only in the earlier, only in the later. */
export interface Change {
  kind: "same" | "removed" | "added";
  text: string;
}

/** Words times words, at most: as many cells are filled. A message of 4,000 characters stays below. */
const mostCells = 4_000_000;

/** Words, spaces and single signs; of scripts without spaces every character. */
const piece =
  /\p{Script=Han}|\p{Script=Hiragana}|\p{Script=Katakana}|\p{Script=Thai}|[\p{L}\p{N}_]+|\s+|./gsu;
const piecesOf = (text: string): string[] => text.match(piece) ?? [];

export function diffTexts(before: string, after: string): Change[] {
  const [a, b] = [piecesOf(before), piecesOf(after)];
  let start = 0;
  while (start < a.length && start < b.length && a[start] === b[start]) start++;
  let end = 0;
  while (end < a.length - start && end < b.length - start && a.at(-1 - end) === b.at(-1 - end)) end++;
  const middle = diffMiddle(a.slice(start, a.length - end), b.slice(start, b.length - end));
  return joined([
    { kind: "same", text: a.slice(0, start).join("") },
    ...middle,
    { kind: "same", text: a.slice(a.length - end).join("") },
  ]);
}

/** By the longest common subsequence; as a whole where that would take too long. */
function diffMiddle(a: readonly string[], b: readonly string[]): Change[] {
  if ((a.length + 1) * (b.length + 1) > mostCells) {
    return [
      { kind: "removed", text: a.join("") },
      { kind: "added", text: b.join("") },
    ];
  }
  const width = b.length + 1;
  /** Length of the longest common subsequence of a from i and b from j. */
  const lengths = new Uint16Array((a.length + 1) * width);
  const at = (i: number, j: number) => lengths[i * width + j] as number;
  for (let i = a.length - 1; i >= 0; i--) {
    for (let j = b.length - 1; j >= 0; j--) {
      lengths[i * width + j] = a[i] === b[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
    }
  }
  const changes: Change[] = [];
  let [i, j] = [0, 0];
  while (i < a.length || j < b.length) {
    if (i < a.length && j < b.length && a[i] === b[j]) {
      changes.push({ kind: "same", text: a[i] as string });
      i++;
      j++;
    } else if (j >= b.length || (i < a.length && at(i + 1, j) >= at(i, j + 1))) {
      changes.push({ kind: "removed", text: a[i++] as string });
    } else {
      changes.push({ kind: "added", text: b[j++] as string });
    }
  }
  return changes;
}

function joined(changes: readonly Change[]): Change[] {
  const result: Change[] = [];
  for (const change of changes) {
    const last = result.at(-1);
    if (change.text === "") continue;
    if (last?.kind === change.kind) last.text += change.text;
    else result.push({ ...change });
  }
  return result;
}
