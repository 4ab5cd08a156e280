/** View Channel and Read Message History: all that reading takes. */
const invitePermissions = 1024n | 65_536n;

/** Where the owner of a Discord server adds the bot of an application. */
export function toInviteUrl(applicationId: string): string {
  const query = new URLSearchParams({
    client_id: applicationId,
    scope: "bot",
    permissions: String(invitePermissions),
  });
  return `https://discord.com/oauth2/authorize?${query.toString()}`;
}
