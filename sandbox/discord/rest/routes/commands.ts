import { ANSWER_WITHIN_MS, type Command, type Interaction } from "../../world/commands.ts";
import { ApiError, refuse } from "../errors.ts";
import { openRoute, type RestReply, type RestRequest, route } from "../router.ts";

/** Application commands, and answers to who invokes them. */
export const commandRoutes = [
  ...scoped("/applications/:application/commands"),
  ...scoped("/applications/:application/guilds/:guild/commands"),
  openRoute("POST", "/interactions/:interaction/:token/callback", answer),
  openRoute("GET", "/webhooks/:application/:token/messages/@original", (request) => messageOf(request)),
  openRoute("PATCH", "/webhooks/:application/:token/messages/@original", edit),
  openRoute("POST", "/webhooks/:application/:token", edit),
];

/** The same routes for global commands and for those of a guild. */
function scoped(path: string) {
  return [
    route("GET", path, 30, 10_000, listCommands),
    route("POST", path, 30, 10_000, async (request) => upsert(request, (await request.body()).json)),
    route("PUT", path, 30, 10_000, overwrite),
    route("GET", `${path}/:command`, 30, 10_000, (request) => commandOf(request)),
    route("PATCH", `${path}/:command`, 30, 10_000, async (request) =>
      request.core.commands.change(commandOf(request), (await request.body()).json),
    ),
    route("DELETE", `${path}/:command`, 30, 10_000, (request) => {
      request.core.commands.remove(commandOf(request));
      return null;
    }),
  ];
}

const unknownInteraction = () => new ApiError(404, 10_062, "Unknown interaction");

/** The commands of the request's scope. */
function commandsOf({ core, bot, params }: RestRequest): Command[] {
  if (params.application !== bot.user.id) throw new ApiError(403, 20_012, "You are not authorized");
  return core.commands.list(bot.user.id, params.guild ?? null);
}

/** Without `with_localizations` Discord leaves the names in other languages out. */
function listCommands(request: RestRequest): RestReply {
  const isWhole = request.query.get("with_localizations") === "true";
  return commandsOf(request).map((command) => {
    if (isWhole) return command;
    const { name_localizations: _names, description_localizations: _texts, ...rest } = command;
    return rest;
  });
}

function commandOf(request: RestRequest): Command {
  const command = commandsOf(request).find(({ id }) => id === request.params.command);
  if (!command) throw new ApiError(404, 10_063, "Unknown application command");
  return command;
}

function upsert(request: RestRequest, json: Record<string, unknown>): Command {
  commandsOf(request); // the application's own
  const { name } = json;
  if (typeof name !== "string" || !/^[-_\p{L}\p{N}]{1,32}$/u.test(name))
    throw refuse.invalidForm("name", "APPLICATION_COMMAND_INVALID_NAME", "Command name is invalid");
  const { id } = request.core.ids.next();
  const { guild } = request.params;
  return request.core.commands.upsert({
    default_member_permissions: null,
    ...json,
    name,
    type: typeof json.type === "number" ? json.type : 1,
    id,
    version: id,
    application_id: request.bot.user.id,
    ...(guild === undefined ? {} : { guild_id: guild }),
  }).command;
}

/** Replaces all commands of the scope by those given: what a bulk overwrite does to other people's commands. */
async function overwrite(request: RestRequest): Promise<RestReply> {
  const given = (await request.body()).json;
  const list = Array.isArray(given) ? (given as Record<string, unknown>[]) : [];
  for (const command of commandsOf(request)) request.core.commands.remove(command);
  return list.map((json) => upsert(request, json));
}

function interactionOf({ core, params }: RestRequest): Interaction {
  const interaction = core.commands.interactions.get(params.token ?? "");
  if (!interaction) throw unknownInteraction();
  return interaction;
}

/** The first answer: type 4 is a message, type 5 says that one follows. Too late, and the interaction is unknown. */
async function answer(request: RestRequest): Promise<RestReply> {
  const interaction = interactionOf(request);
  const afterMs = request.core.now() - interaction.atMs;
  if (interaction.id !== request.params.interaction || afterMs > ANSWER_WITHIN_MS) throw unknownInteraction();
  if (interaction.responseType !== null)
    throw new ApiError(400, 40_060, "Interaction has already been acknowledged.");
  const { json } = await request.body();
  const data = (json.data ?? {}) as Record<string, unknown>;
  interaction.responseType = Number(json.type);
  interaction.answeredAfterMs = afterMs;
  interaction.ephemeral = (Number(data.flags ?? 0) & 64) !== 0;
  if (json.type === 4) interaction.message = data;
  return null;
}

function messageOf(request: RestRequest): Record<string, unknown> {
  const interaction = interactionOf(request);
  if (interaction.responseType === null) throw new ApiError(404, 10_015, "Unknown Webhook");
  return {
    id: interaction.id,
    channel_id: interaction.channelId,
    content: "",
    ...interaction.message,
  };
}

async function edit(request: RestRequest): Promise<RestReply> {
  const interaction = interactionOf(request);
  messageOf(request); // there must have been a first answer
  const { json } = await request.body();
  if (typeof json.content === "string" && Array.from(json.content).length > 2_000)
    throw refuse.invalidForm("content", "BASE_TYPE_MAX_LENGTH", "Must be 2000 or fewer in length.");
  interaction.message = { ...interaction.message, ...json };
  return messageOf(request);
}
