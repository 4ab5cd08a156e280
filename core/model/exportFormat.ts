/** The words of exports: formats and what becomes of the files that messages carry. */

export const exportFormats = ["json", "html", "csv", "txt", "jsonl", "parquet"] as const;
export type ExportFormat = (typeof exportFormats)[number];

/** Beside the export, by their addresses at the platform, or not at all. */
export const exportFileChoices = ["included", "linked", "left_out"] as const;
export type ExportFileChoice = (typeof exportFileChoices)[number];

/** Where a finished export goes: kept for the console, a folder of the bot's machine, the bucket of stored files. */
export const exportDestinations = ["download", "folder", "s3"] as const;
export type ExportDestination = (typeof exportDestinations)[number];

/** A name of one folder, or nothing. */
export const plainFolder = /^([A-Za-z0-9][A-Za-z0-9._-]{0,63})?$/;

/** Names of files unless others are asked for. */
export const defaultFileNames = "%G - %T - %C [%c]";
