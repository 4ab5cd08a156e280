/** What a platform sent and nobody can store as what it claims to be. */
import type { SetAsideItem } from "../../core/database/archive/setAside.ts";
import type { SetAsideKind, SetAsideReason } from "../../core/model/setAside.ts";
import { toRawText } from "../../core/storable.ts";

const sentences: Record<Exclude<SetAsideReason, "refused_by_database">, string> = {
  not_an_object: "it is no object",
  no_usable_id: "it has no usable id",
  no_usable_author: "it names no usable author",
  unknown_kind: "it is of a type this version does not know",
};

/** Thrown by converters; whoever converts a list sets the item aside and goes on. */
export class UnusableItemError extends Error {
  override name = "UnusableItemError";
  readonly reason: SetAsideReason;
  /** The item's own id, where that can be used. */
  readonly id: string | null;

  constructor(reason: keyof typeof sentences, id: string | null) {
    super(sentences[reason]);
    this.reason = reason;
    this.id = id;
  }
}

/** The item as it is set aside. `place`: for messages, the ids it leaves open. */
export function toSetAside(
  kind: SetAsideKind,
  raw: unknown,
  error: UnusableItemError,
  place: SetAsideItem["place"],
): SetAsideItem {
  return { kind, id: error.id, place, reason: error.reason, message: error.message, raw: toRawText(raw) };
}
