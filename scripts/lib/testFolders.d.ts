/**
 * Makes a temporary folder for a test. The first call of a process also ends and removes what earlier runs
 * left behind that were killed.
 */
export function makeTestFolder(): string;

/** Kills every process that works in the folder or runs something from it, then removes it. */
export function removeTestFolder(folder: string): Promise<void>;

/** Ends and removes what runs left behind that were killed or interrupted. */
export function sweepTestFolders(): void;
