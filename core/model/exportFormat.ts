/** The words of exports: formats and what becomes of the files that messages carry. */

export const exportFormats = ["json", "html", "csv", "txt", "jsonl", "parquet"] as const;
export type ExportFormat = (typeof exportFormats)[number];

/** Beside the export, by their addresses at the platform, or not at all. */
export const exportFileChoices = ["included", "linked", "left_out"] as const;
export type ExportFileChoice = (typeof exportFileChoices)[number];

/** Names of files unless others are asked for. */
export const defaultFileNames = "%G - %T - %C [%c]";
