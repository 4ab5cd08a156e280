/** Arguments for Node before the bot's script. */
export const botNodeArguments: readonly string[];
