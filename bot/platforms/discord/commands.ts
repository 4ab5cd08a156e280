/**
 * Slash commands: /archive with its subcommands. Registering looks for our command by its name and makes or changes that
 * one alone: a bulk overwrite would remove what other programs registered for the same application.
 */
import {
  ApplicationCommandOptionType,
  ApplicationCommandType,
  type Client,
  Events,
  GatewayDispatchEvents,
  InteractionContextType,
  InteractionResponseType,
  InteractionType,
  MessageFlags,
  PermissionFlagsBits,
  RequestMethod,
  Routes,
} from "discord.js";
import type { Logger } from "../../../core/log.ts";
import type { Language } from "../../../core/model/notification.ts";
import {
  type CommandDescriptions,
  type CommandFeed,
  type CommandInvocation,
  type CommandName,
  commandNames,
} from "../commandFeed.ts";
import { type Fields, toFields, toId, toList, toText } from "./fields.ts";
import type { DiscordRequests } from "./requests.ts";

/** The name everything of ours is found by. */
const ourCommand = "archive";
/** Our languages by Discord's codes; all others read English. */
const locales: Readonly<Record<string, Language>> = { "zh-TW": "zh-Hant", "zh-CN": "zh-Hans", ru: "ru" };
/** Longest text of a message. */
const mostCharacters = 2_000;

export interface DiscordCommandsDeps {
  client: Client;
  requests: DiscordRequests;
  applicationId: string;
  log: Logger;
  /** Aborts with the session. */
  closing: AbortSignal;
}

export class DiscordCommands implements CommandFeed {
  readonly #deps: DiscordCommandsDeps;
  #listener: ((invocation: CommandInvocation) => void) | null = null;

  constructor(deps: DiscordCommandsDeps) {
    this.#deps = deps;
    deps.client.on(Events.Raw, (packet: { t: string | null; d: unknown }) => {
      if (packet.t === GatewayDispatchEvents.InteractionCreate) void this.#take(toFields(packet.d) ?? {});
    });
  }

  listen(listener: (invocation: CommandInvocation) => void): () => void {
    this.#listener = listener;
    return () => {
      if (this.#listener === listener) this.#listener = null;
    };
  }

  async register(descriptions: Record<Language, CommandDescriptions>, signal: AbortSignal): Promise<void> {
    const { requests, applicationId } = this.#deps;
    const route = Routes.applicationCommands(applicationId);
    const wanted = toDefinition(descriptions);
    const { body } = await requests.get<unknown>(route, { query: { with_localizations: "true" }, signal });
    const known = toList(body)
      .map(toFields)
      .find((command) => command?.name === ourCommand && command.type === ApplicationCommandType.ChatInput);
    if (!known) await requests.send(route, { method: RequestMethod.Post, body: wanted, signal });
    else if (!holds(known, wanted)) {
      const own = Routes.applicationCommand(applicationId, toId(known.id) ?? "");
      await requests.send(own, { method: RequestMethod.Patch, body: wanted, signal });
    }
  }

  /** Says at once that an answer follows: Discord waits three seconds for the first word. Never rejects. */
  async #take(interaction: Fields): Promise<void> {
    const { requests, closing, log } = this.#deps;
    const listener = this.#listener;
    const invocation = this.#toInvocation(interaction);
    if (!listener || !invocation) return;
    try {
      await requests.send(
        Routes.interactionCallback(toId(interaction.id) ?? "", toText(interaction.token) ?? ""),
        {
          method: RequestMethod.Post,
          body: {
            type: InteractionResponseType.DeferredChannelMessageWithSource,
            data: { flags: MessageFlags.Ephemeral },
          },
          isOpen: true,
          signal: closing,
        },
      );
    } catch (error) {
      // Whoever gave the command was told that it failed: nothing may be begun.
      log.warn(
        { code: "command.unacknowledged", name: invocation.name, error },
        "a command could not be taken",
      );
      return;
    }
    listener(invocation);
  }

  #toInvocation(interaction: Fields): CommandInvocation | null {
    const { requests, applicationId, closing } = this.#deps;
    const data = toFields(interaction.data);
    const guildId = toId(interaction.guild_id);
    const member = toFields(interaction.member);
    const userId = toId(toFields(member?.user)?.id);
    const subcommand = toFields(toList(data?.options)[0]);
    const name = commandNames.find((one) => one === subcommand?.name);
    if (interaction.type !== InteractionType.ApplicationCommand || data?.name !== ourCommand) return null;
    if (!guildId || !userId || !name) return null;
    const token = toText(interaction.token) ?? "";
    const channel = toList(subcommand?.options)
      .map(toFields)
      .find((option) => option?.name === "channel");
    return {
      name,
      guildId,
      channelId: toId(channel?.value),
      userId,
      mayManage: mayManage(toText(member?.permissions)),
      language: locales[toText(interaction.locale) ?? ""] ?? "en",
      async answer(text) {
        await requests.send(Routes.webhookMessage(applicationId, token), {
          method: RequestMethod.Patch,
          body: { content: text.slice(0, mostCharacters), allowed_mentions: { parse: [] } },
          isOpen: true,
          signal: closing,
        });
      },
    };
  }
}

/** Administrators may do everything. */
function mayManage(permissions: string | null): boolean {
  if (permissions === null || !/^\d+$/.test(permissions)) return false;
  return (BigInt(permissions) & (PermissionFlagsBits.ManageGuild | PermissionFlagsBits.Administrator)) !== 0n;
}

function toDefinition(all: Record<Language, CommandDescriptions>): Fields {
  const described = (text: (descriptions: CommandDescriptions) => string) => ({
    description: text(all.en),
    description_localizations: Object.fromEntries(
      Object.entries(locales).map(([locale, language]) => [locale, text(all[language])]),
    ),
  });
  const channel = {
    type: ApplicationCommandOptionType.Channel,
    name: "channel",
    ...described((descriptions) => descriptions.channel),
  };
  const subcommand = (name: CommandName) => ({
    type: ApplicationCommandOptionType.Subcommand,
    name,
    ...described(({ commands }) => commands[name]),
    ...(name === "fetch" ? { options: [channel] } : {}),
  });
  return {
    type: ApplicationCommandType.ChatInput,
    name: ourCommand,
    ...described(({ archive }) => archive),
    // Servers may allow others; it is checked again when a command comes.
    default_member_permissions: PermissionFlagsBits.ManageGuild.toString(),
    contexts: [InteractionContextType.Guild],
    options: commandNames.map(subcommand),
  };
}

/** Whether `known` says all that `wanted` says; Discord adds fields of its own. */
function holds(known: unknown, wanted: unknown): boolean {
  if (Array.isArray(wanted))
    return (
      Array.isArray(known) &&
      known.length === wanted.length &&
      wanted.every((item, index) => holds(known[index], item))
    );
  if (typeof wanted !== "object" || wanted === null) return known === wanted;
  const fields = toFields(known);
  return fields !== null && Object.entries(wanted).every(([key, value]) => holds(fields[key], value));
}
