/** How a picture is looked at. Pure. */

export interface View {
  /** 1: as large as the page lets it be. */
  scale: number;
  /** Pixels it was moved by. */
  x: number;
  y: number;
}

export const nothingZoomed: View = { scale: 1, x: 0, y: 0 };
const largest = 12;

export function zoomed({ scale, x, y }: View, factor: number): View {
  const next = Math.min(largest, Math.max(1, scale * factor));
  if (next === 1) return nothingZoomed;
  return { scale: next, x: (x * next) / scale, y: (y * next) / scale };
}

/** Moved about, as far as something of it stays in sight. */
export function moved(view: View, byX: number, byY: number): View {
  if (view.scale === 1) return view;
  const most = 500 * view.scale;
  const within = (value: number) => Math.min(most, Math.max(-most, value));
  return { ...view, x: within(view.x + byX), y: within(view.y + byY) };
}
