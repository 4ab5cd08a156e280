/** Trying a token: a few requests and no connection, so that nothing that runs is disturbed. */
import {
  type APIApplication,
  type APIUser,
  REST,
  type RESTAPIPartialCurrentUserGuild,
  Routes,
} from "discord.js";
import type { TokenCheck } from "../platform.ts";
import { restOptions } from "./client.ts";
import { readsContent, readsMembers } from "./intents.ts";
import { toConnectError } from "./login.ts";
import type { DiscordOptions } from "./platform.ts";
import { noLimits, RateGate } from "./rateGate.ts";
import { DiscordRequests } from "./requests.ts";

/** The most that Discord lists at once. */
const mostGuilds = "200";

/** Who the token is and what it may. Throws as connecting does: AccountLostError when Discord refuses it. */
export async function checkDiscordToken(
  options: DiscordOptions,
  token: string,
  signal: AbortSignal,
): Promise<TokenCheck> {
  const rest = new REST(restOptions(options)).setToken(token);
  const requests = new DiscordRequests(rest, new RateGate(noLimits));
  try {
    const { body: application } = await requests.get<APIApplication>(Routes.currentApplication(), { signal });
    const { body: user } = await requests.get<APIUser>(Routes.user(), { signal });
    const { body: guilds } = await requests.get<RESTAPIPartialCurrentUserGuild[]>(Routes.userGuilds(), {
      query: { limit: mostGuilds },
      signal,
    });
    return {
      externalId: user.id,
      name: user.username,
      applicationId: application.id,
      readsContent: readsContent(application),
      readsMembers: readsMembers(application),
      guilds: guilds.map(({ id, name }) => ({ id, name })),
    };
  } catch (error) {
    throw toConnectError(error, signal);
  } finally {
    rest.clearHandlerSweeper();
    rest.clearHashSweeper();
  }
}
