import { randomBytes } from "node:crypto";
import type { Bot } from "./model.ts";

/** An application command as it was registered, with what Discord adds. */
export interface Command extends Record<string, unknown> {
  id: string;
  application_id: string;
  guild_id?: string;
  version: string;
  name: string;
  type: number;
}

/** A command that somebody invoked, and what the application made of it. */
export interface Interaction {
  id: string;
  token: string;
  bot: Bot;
  channelId: string;
  command: string;
  atMs: number;
  /** How long the first answer took; null while there is none. */
  answeredAfterMs: number | null;
  /** The type of the first answer (4 message, 5 deferred); null while there is none. */
  responseType: number | null;
  /** Seen by the one who asked alone. */
  ephemeral: boolean;
  /** The message that is shown now; null while the application "thinks". */
  message: Record<string, unknown> | null;
}

/** Discord waits so long for the first answer (ms). */
export const ANSWER_WITHIN_MS = 3_000;

/** The commands of all applications, and what was invoked. */
export class Commands {
  readonly #commands: Command[] = [];
  readonly interactions = new Map<string, Interaction>();

  /** Commands of an application: of one guild, or with null the global ones. */
  list(applicationId: string, guildId: string | null): Command[] {
    return this.#commands.filter((one) => isIn(one, applicationId, guildId));
  }

  /** Adds a command, or replaces the one of its name and type, which keeps its id. */
  upsert(command: Command): { command: Command; created: boolean } {
    const at = this.#commands.findIndex(
      (one) =>
        isIn(one, command.application_id, command.guild_id ?? null) &&
        one.name === command.name &&
        one.type === command.type,
    );
    const before = this.#commands[at];
    const stored = before ? { ...command, id: before.id } : command;
    if (before) this.#commands[at] = stored;
    else this.#commands.push(stored);
    return { command: stored, created: !before };
  }

  /** Changes a command in place. */
  change(command: Command, patch: Record<string, unknown>): Command {
    return Object.assign(command, patch, { id: command.id, application_id: command.application_id });
  }

  remove(command: Command): void {
    this.#commands.splice(this.#commands.indexOf(command), 1);
  }

  /** Begins an interaction. */
  begin(interaction: Pick<Interaction, "id" | "bot" | "channelId" | "command" | "atMs">): Interaction {
    const begun: Interaction = {
      ...interaction,
      token: randomBytes(40).toString("base64url"),
      answeredAfterMs: null,
      responseType: null,
      ephemeral: false,
      message: null,
    };
    this.interactions.set(begun.token, begun);
    return begun;
  }
}

const isIn = (command: Command, applicationId: string, guildId: string | null) =>
  command.application_id === applicationId && (command.guild_id ?? null) === guildId;
