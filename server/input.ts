/** Checking what comes in, and saying in a sentence what is wrong with it. */
import type { z } from "zod";
import { AppError } from "../core/errors.ts";

type Issue = z.core.$ZodIssue;

/** The value as the schema reads it. Throws AppError invalid_input naming the first field at fault. */
export function parseInput<S extends z.ZodType>(schema: S, value: unknown): z.output<S> {
  const parsed = schema.safeParse(value, { error: inOurWords });
  if (parsed.success) return parsed.data;
  const [first] = parsed.error.issues;
  const { path, message } = first ? nearest(first) : { path: [], message: "is not valid" };
  const field = path.map(String).join(".");
  throw new AppError(
    "invalid_input",
    `${field === "" ? "The input" : field} ${message}.`,
    field === "" ? {} : { field },
  );
}

/** Goes on from the field's name, as the messages that stand in the schemas do; those win over these. */
const inOurWords: z.core.$ZodErrorMap = (issue) => {
  switch (issue.code) {
    case "unrecognized_keys":
      return "is not known here";
    case "invalid_type":
      return `must be ${nameOf(issue.expected)}`;
    case "invalid_value":
      return `must be one of ${issue.values.join(", ")}`;
    case "invalid_format":
      return `must be ${nameOf(issue.format)}`;
    case "too_small":
      return `must ${sizeOf(issue.origin, "least", issue.minimum)}`;
    case "too_big":
      return `must ${sizeOf(issue.origin, "most", issue.maximum)}`;
    default:
      return "is not valid";
  }
};

/** Where exactly it is wrong: at the key that is not known, or within the branch of a union that was meant. */
function nearest(issue: Issue, above: readonly PropertyKey[] = []): { path: PropertyKey[]; message: string } {
  const path = [...above, ...issue.path];
  if (issue.code === "unrecognized_keys") path.push(issue.keys[0] ?? "");
  const inner = issue.code === "invalid_union" ? meantBranch(issue.errors) : null;
  return inner ? nearest(inner, path) : { path, message: issue.message };
}

/** Of a union, the complaint of the one branch that the value was meant for; null when that cannot be told. */
function meantBranch(branches: readonly (readonly Issue[])[]): Issue | null {
  const meant = branches
    .filter((issues) => !issues.some((issue) => issue.code === "unrecognized_keys"))
    .flatMap((issues) => issues.slice(0, 1))
    .filter((issue) => issue.path.length > 0);
  return meant.length === 1 ? (meant[0] ?? null) : null;
}

function sizeOf(origin: string, bound: "least" | "most", size: number | bigint): string {
  if (origin === "string") return `have at ${bound} ${size} characters`;
  return origin === "array" ? `have at ${bound} ${size} items` : `be at ${bound} ${size}`;
}
const nameOf = (type: string) => (/^[aeiou]/.test(type) ? `an ${type}` : `a ${type}`);
