/** Where counting a person's messages in a list ends. */
export const mostCountedMessages = 10_000;
