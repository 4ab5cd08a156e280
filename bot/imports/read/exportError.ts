/** What is wrong with a file, and where in it. */
import type { FileProblem } from "../../../core/model/importProblem.ts";

/** Ends the reading of a file. `place` names the spot: byte and line of a text, a row of a table. */
export class ExportError extends Error {
  override name = "ExportError";
  readonly reason: FileProblem;
  readonly place: string;

  constructor(reason: FileProblem, place: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.reason = reason;
    this.place = place;
  }
}

/** A spot in a text as people look it up. Offsets count bytes from 0, lines from 1. */
export const spot = (offset: number, line: number): string => `byte ${offset}, line ${line}`;
