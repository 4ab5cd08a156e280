/** Checking what comes in, and saying in a sentence what is wrong with it. */
import type { z } from "zod";
import { AppError } from "../core/errors.ts";

type Issue = z.core.$ZodIssue;

/** The value as the schema reads it. Throws AppError invalid_input naming the first field at fault. */
export function parseInput<S extends z.ZodType>(schema: S, value: unknown): z.output<S> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const [first] = parsed.error.issues;
  const { path, reason } = first ? explain(first) : { path: [], reason: "is not valid" };
  const field = path.map(String).join(".");
  throw new AppError(
    "invalid_input",
    `${field === "" ? "The input" : field} ${reason}.`,
    field === "" ? {} : { field },
  );
}

function explain(issue: Issue, above: readonly PropertyKey[] = []): { path: PropertyKey[]; reason: string } {
  const path = [...above, ...issue.path];
  switch (issue.code) {
    case "unrecognized_keys":
      return { path: [...path, issue.keys[0] ?? ""], reason: "is not known here" };
    case "invalid_union": {
      const inner = nearestBranch(issue.errors);
      return inner ? explain(inner, path) : { path, reason: issue.message };
    }
    case "invalid_type":
      return { path, reason: isOurs(issue.message) ? issue.message : `must be ${nameOf(issue.expected)}` };
    case "invalid_value":
      return { path, reason: `must be one of ${issue.values.join(", ")}` };
    case "too_small":
      return {
        path,
        reason: isOurs(issue.message)
          ? issue.message
          : `must ${sizeOf(issue.origin, "least", issue.minimum)}`,
      };
    case "too_big":
      return {
        path,
        reason: isOurs(issue.message) ? issue.message : `must ${sizeOf(issue.origin, "most", issue.maximum)}`,
      };
    default:
      return { path, reason: isOurs(issue.message) ? issue.message : lowerFirst(issue.message) };
  }
}

/** Of a union, the complaint of the one branch that the value was meant for; null when that cannot be told. */
function nearestBranch(branches: readonly (readonly Issue[])[]): Issue | null {
  const meant = branches
    .filter((issues) => !issues.some((issue) => issue.code === "unrecognized_keys"))
    .flatMap((issues) => issues.slice(0, 1))
    .filter((issue) => issue.path.length > 0);
  return meant.length === 1 ? (meant[0] ?? null) : null;
}

/** Our own messages go on from the field's name: "must be …", "is too …". */
const isOurs = (message: string) => /^(must|is|has) /.test(message);
const lowerFirst = (message: string) => message.charAt(0).toLowerCase() + message.slice(1);
function sizeOf(origin: string, bound: "least" | "most", size: number | bigint): string {
  if (origin === "string") return `have at ${bound} ${size} characters`;
  return origin === "array" ? `have at ${bound} ${size} items` : `be at ${bound} ${size}`;
}
const nameOf = (type: string) => (/^[aeiou]/.test(type) ? `an ${type}` : `a ${type}`);
