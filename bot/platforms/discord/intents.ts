/** What the gateway is asked to tell. */
import { type APIApplication, ApplicationFlags, GatewayIntentBits } from "discord.js";

/** Granted to every bot. */
const free =
  GatewayIntentBits.Guilds |
  GatewayIntentBits.GuildMessages |
  GatewayIntentBits.GuildMessageReactions |
  GatewayIntentBits.GuildMessagePolls |
  GatewayIntentBits.GuildExpressions;

/** Either flag of a privileged intent grants it: the limited form is that of bots in fewer than 100 servers. */
const flags = {
  content: ApplicationFlags.GatewayMessageContent | ApplicationFlags.GatewayMessageContentLimited,
  members: ApplicationFlags.GatewayGuildMembers | ApplicationFlags.GatewayGuildMembersLimited,
};

const has = (application: Pick<APIApplication, "flags">, wanted: number) =>
  ((application.flags ?? 0) & wanted) !== 0;

/** Without it Discord empties the text of all messages (docs: Gateway, "Message Content Intent"). */
export const readsContent = (application: Pick<APIApplication, "flags">): boolean =>
  has(application, flags.content);

/** Without it Discord does not tell of joins and leaves. */
export const readsMembers = (application: Pick<APIApplication, "flags">): boolean =>
  has(application, flags.members);

/** All that is of use and that the application may have: asking for more ends the connection with 4014. */
export function intentsFor(application: Pick<APIApplication, "flags">): number {
  return (
    free |
    (readsContent(application) ? GatewayIntentBits.MessageContent : 0) |
    (readsMembers(application) ? GatewayIntentBits.GuildMembers : 0)
  );
}
