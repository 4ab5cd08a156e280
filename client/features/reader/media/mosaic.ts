/** How pictures of one message stand beside one another. Pure. */

/** Rows from the top: as full as can be, the largest pictures first. */
export function inRows<Item>(items: readonly Item[]): Item[][] {
  const rows: Item[][] = [];
  for (let at = 0; at < items.length; ) {
    const count = lengthOf(items.length, at);
    rows.push(items.slice(at, at + count));
    at += count;
  }
  return rows;
}

function lengthOf(count: number, at: number): number {
  if (count === 4) return 2;
  return at === 0 && count % 3 !== 0 ? count % 3 : 3;
}

/** Largest room a single picture gets (pixels), as Discord's client gives it. */
const room = { width: 550, height: 350 };

/** The size a single picture is drawn in; a square where it is not known. */
export function fitted(width: number | null, height: number | null): { width: number; height: number } {
  if (!width || !height) return { width: 240, height: 240 };
  const scale = Math.min(1, room.width / width, room.height / height);
  return { width: Math.max(48, Math.round(width * scale)), height: Math.max(48, Math.round(height * scale)) };
}
