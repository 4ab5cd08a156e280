/** The path of an installed Chromium or Chrome (`CHROMIUM_PATH` wins), or null. */
export function findBrowser(): string | null;

/**
 * The path of a Chromium, installed through apt when it is missing and the caller is root; `onInstall` is
 * told before. Throws a SetupError saying what to install.
 */
export function ensureBrowser(onInstall: () => void): string;
