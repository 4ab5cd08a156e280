import { fraction, mix } from "../../world/hash.ts";
import { encodePng } from "./png.ts";

type Color = readonly [number, number, number];

/** How many shades a sky is painted in; hills and sun come after them in the palette. */
const SKY_SHADES = 56;

/**
 * A small landscape: an evening sky, a sun and three rows of hills, in colours of the hash. A true PNG of
 * the given size in pixels and, if asked for, in bytes.
 */
export function paintLandscape(hash: number, width: number, height: number, sizeBytes?: number): Buffer {
  // From blue over violet to orange: skies there are.
  const hue = ((200 + (hash % 190)) % 360) / 360;
  const top = fromHsl(hue, 0.55, 0.32);
  const bottom = fromHsl((hue + 0.09) % 1, 0.75, 0.72);
  const palette: Color[] = Array.from({ length: SKY_SHADES }, (_, i) =>
    blend(top, bottom, i / (SKY_SHADES - 1)),
  );
  palette.push(fromHsl((hue + 0.13) % 1, 0.9, 0.86));
  for (let row = 0; row < 3; row++) palette.push(fromHsl((hue + 0.55) % 1, 0.28, 0.42 - row * 0.12));
  const pixels = new Uint8Array(width * height);
  for (let y = 0; y < height; y++)
    pixels.fill(Math.floor((y / height) * SKY_SHADES), y * width, (y + 1) * width);
  paintSun(pixels, width, height, hash);
  for (let row = 0; row < 3; row++) paintHills(pixels, width, height, mix(hash, 10 + row), row);
  return encodePng(width, height, palette, pixels, sizeBytes);
}

function paintSun(pixels: Uint8Array, width: number, height: number, hash: number): void {
  const radius = height * (0.06 + 0.06 * fraction(mix(hash, 1)));
  const centreX = width * (0.2 + 0.6 * fraction(mix(hash, 2)));
  const centreY = height * (0.25 + 0.3 * fraction(mix(hash, 3)));
  for (let y = Math.max(0, Math.floor(centreY - radius)); y < Math.min(height, centreY + radius); y++) {
    const half = Math.sqrt(Math.max(0, radius * radius - (y - centreY) * (y - centreY)));
    const from = Math.max(0, Math.floor(centreX - half));
    pixels.fill(SKY_SHADES, y * width + from, y * width + Math.min(width, Math.ceil(centreX + half)));
  }
}

function paintHills(pixels: Uint8Array, width: number, height: number, hash: number, row: number): void {
  const waves = [0, 1, 2].map((i) => ({
    length: (0.9 - i * 0.27) * (0.5 + fraction(mix(hash, i))),
    height: 0.09 / (i + 1),
    phase: fraction(mix(hash, 5 + i)) * 6.283,
  }));
  const base = 0.58 + row * 0.13;
  for (let x = 0; x < width; x++) {
    const at = x / width;
    const rise = waves.reduce(
      (sum, wave) => sum + wave.height * Math.sin((at / wave.length) * 6.283 + wave.phase),
      0,
    );
    const from = Math.max(0, Math.floor((base - rise) * height));
    for (let y = from; y < height; y++) pixels[y * width + x] = SKY_SHADES + 1 + row;
  }
}

/** A square badge: a symmetric pattern of five by five, as avatars and icons have it. */
export function paintBadge(hash: number, side: number): Buffer {
  const hue = (hash % 360) / 360;
  const palette = [
    fromHsl(hue, 0.45, 0.9),
    fromHsl((hue + 0.05) % 1, 0.6, 0.48),
    fromHsl((hue + 0.5) % 1, 0.6, 0.55),
  ];
  const pixels = new Uint8Array(side * side);
  const cell = side / 6;
  for (let y = 0; y < side; y++) {
    for (let x = 0; x < side; x++) {
      const column = Math.floor((x - cell / 2) / cell);
      const row = Math.floor((y - cell / 2) / cell);
      if (column < 0 || column > 4 || row < 0 || row > 4) continue;
      const mirrored = column > 2 ? 4 - column : column;
      const roll = mix(hash, row * 3 + mirrored) % 5;
      pixels[y * side + x] = roll < 2 ? 1 : roll === 2 ? 2 : 0;
    }
  }
  return encodePng(side, side, palette, pixels);
}

function blend(a: Color, b: Color, share: number): Color {
  const part = (i: 0 | 1 | 2) => Math.round(a[i] + (b[i] - a[i]) * share);
  return [part(0), part(1), part(2)];
}

function fromHsl(hue: number, saturation: number, lightness: number): Color {
  const reach = saturation * Math.min(lightness, 1 - lightness);
  const part = (n: number) => {
    const k = (n + hue * 12) % 12;
    return Math.round(255 * (lightness - reach * Math.max(-1, Math.min(k - 3, 9 - k, 1))));
  };
  return [part(0), part(8), part(4)];
}
