import type { ItemProblem } from "../../core/model/importProblem.ts";

/** Thrown by converters for an item that cannot be kept; the reader leaves it out and goes on. */
export class ItemError extends Error {
  override name = "ItemError";
  readonly reason: ItemProblem;

  constructor(reason: ItemProblem, message: string) {
    super(message);
    this.reason = reason;
  }
}
