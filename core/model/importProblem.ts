/** Why an export, or something in it, could not be taken: the codes of import_problems.reason. */

/** What ends the reading of a file: nothing behind that place is taken, what stands before it stays. */
export const fileProblems = [
  "truncated", // it ends in the middle
  "malformed", // it is not written as its format is
  "too_deep", // nested deeper than any export is
  "too_long", // a value longer than any export's
  "archive_refused", // a zip file that would do harm, or is damaged
  "not_an_export", // no format that is known
  "no_message_ids", // a format without the ids by which messages are told apart
  "no_place", // neither its content nor its name tells which channel it is of
  "unreadable", // the file system refuses it
] as const;

/** What leaves out one item. */
export const itemProblems = [
  "not_an_object",
  "no_usable_id",
  "no_usable_time",
  "refused_by_database",
  "file_missing", // named by the export, not beside it
  "file_not_included", // the export itself says that it left it out
  "file_refused", // a path that leads elsewhere, a link, too large
] as const;

export const importProblems = [...fileProblems, ...itemProblems] as const;
export type FileProblem = (typeof fileProblems)[number];
export type ItemProblem = (typeof itemProblems)[number];
export type ImportProblem = (typeof importProblems)[number];

/** The formats that are read, by their codes. */
export const importFormats = [
  "backscroll_jsonl",
  "dce_json",
  "dce_csv",
  "dce_html",
  "dht",
  "dht_json",
  "discord_package",
  "telegram_json",
  "telegram_html",
] as const;
export type ImportFormat = (typeof importFormats)[number];
