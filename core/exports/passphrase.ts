/** The passphrase of an encrypted export, on its way from who chose it to the bot. */

/** What its sealed form is bound to: it opens for this export alone. */
export const passphrasePlace = (taskId: string): string => `export_tasks:passphrase_sealed:${taskId}`;
