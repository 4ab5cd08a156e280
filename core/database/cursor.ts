/** Places in lists: opaque to callers, an id to us. */
import { AppError } from "../errors.ts";

/** The cursor that goes on after the row `id`. */
export function toCursor(id: string): string {
  return Buffer.from(id).toString("base64url");
}

/** The id a cursor stands for. Throws AppError for anything `toCursor` did not write. */
export function parseCursor(cursor: string): string {
  const id = Buffer.from(cursor, "base64url").toString("latin1");
  if (!/^[1-9]\d{0,17}$/.test(id) || toCursor(id) !== cursor) {
    throw new AppError("invalid_input", "cursor must be the nextCursor of an earlier answer.", {
      field: "cursor",
    });
  }
  return id;
}
