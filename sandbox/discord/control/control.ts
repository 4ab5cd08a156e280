import type { CounterReport, LoggedRequest } from "../rest/counters.ts";
import type { ActiveFault } from "../rest/faults.ts";
import type { LimitSettings } from "../rest/limits.ts";
import { type TruthHistory, truthHistory } from "../truth/history.ts";
import type { TruthMessage } from "../truth/line.ts";
import { type TruthResponses, truthResponses } from "../truth/responses.ts";
import {
  type TruthChannel,
  type TruthDigest,
  type TruthFilter,
  type TruthGuild,
  truthChannels,
  truthDigest,
  truthGuilds,
  truthMessages,
} from "../truth/truth.ts";
import type { Interaction } from "../world/commands.ts";
import { actions, type Controlled } from "./actions.ts";
import { channelIn } from "./lookup.ts";
import { type ActionInput, type ActionName, actionNames, inputs, type ParsedInput } from "./schema.ts";

/** What an action answers. */
export type ActionResult<N extends ActionName> = ReturnType<(typeof actions)[N]>;

/** How a sandbox is set up and who is connected. */
export interface SandboxState {
  bots: { token: string; userId: string; name: string; flags: number; revoked: boolean }[];
  connections: number;
  sessions: { id: string; token: string; connected: boolean; seq: number; intents: number }[];
  limits: LimitSettings;
}

/** An invoked command as the control API shows it. */
export type InteractionState = Omit<Interaction, "bot" | "token">;

/** What an archive is compared with. */
export interface TruthApi {
  guilds(): Promise<TruthGuild[]>;
  channels(filter?: TruthFilter): Promise<TruthChannel[]>;
  /** Oldest first. */
  messages(channelId: string): AsyncIterable<TruthMessage>;
  digest(channelId: string): Promise<TruthDigest>;
  /** Earlier versions of edited messages, and deleted ones. */
  history(channelId: string): Promise<TruthHistory>;
  /** Who reacted and who voted. */
  responses(channelId: string): Promise<TruthResponses[]>;
}

/**
 * Everything that can be done to a sandbox and asked of it: one method per action of `schema.ts`, and the
 * same in-process and over HTTP. Methods reject when what they are to change does not exist.
 */
export type SandboxControl = { [N in ActionName]: (input: ActionInput<N>) => Promise<ActionResult<N>> } & {
  counters(): Promise<CounterReport>;
  /** Requests with a number above `after`, oldest first; the last 20,000 are kept. */
  requests(after?: number): Promise<LoggedRequest[]>;
  faults(): Promise<ActiveFault[]>;
  state(): Promise<SandboxState>;
  /** Commands that were invoked, oldest first, and what was answered. */
  interactions(): Promise<InteractionState[]>;
  truth: TruthApi;
};

/** Validates an action's input and carries it out. Throws ZodError or ControlError. */
export function runAction<N extends ActionName>(on: Controlled, name: N, input: unknown): ActionResult<N> {
  const parsed = inputs[name].parse(input) as ParsedInput<N>;
  const act = actions[name] as unknown as (on: Controlled, input: ParsedInput<N>) => ActionResult<N>;
  return act(on, parsed);
}

/** The state for `GET /control/state`. */
export function stateOf({ core, gateway }: Controlled): SandboxState {
  return {
    bots: core.world.bots.map(({ token, user, flags, revoked }) => ({
      token,
      userId: user.id,
      name: user.username,
      flags,
      revoked,
    })),
    connections: gateway.connectionsOf(null).length,
    sessions: [...gateway.sessions.values()].map(({ id, bot, socket, seq, intents }) => ({
      id,
      token: bot.token,
      connected: socket !== null,
      seq,
      intents,
    })),
    limits: core.limiter.settings,
  };
}

/** For `GET /control/interactions`. */
export function interactionsOf({ core }: Controlled): InteractionState[] {
  return [...core.commands.interactions.values()].map(({ bot: _bot, token: _token, ...shown }) => shown);
}

/** Control of a sandbox in this process. */
export function createControl(on: Controlled): SandboxControl {
  const { core } = on;
  const methods = actionNames.map(
    (name) => [name, async (input: unknown) => runAction(on, name, input)] as const,
  );
  return {
    ...(Object.fromEntries(methods) as unknown as SandboxControl),
    counters: async () => core.counters.report(),
    requests: async (after) => core.counters.requests(after),
    faults: async () => core.faults.list(),
    state: async () => stateOf(on),
    interactions: async () => interactionsOf(on),
    truth: {
      guilds: async () => truthGuilds(core.world),
      channels: async (filter) => truthChannels(core.world, filter),
      messages: (channelId) => truthMessages(channelIn(core, channelId)),
      digest: async (channelId) => truthDigest(channelIn(core, channelId)),
      history: async (channelId) => truthHistory(channelIn(core, channelId)),
      responses: async (channelId) => truthResponses(channelIn(core, channelId)),
    },
  };
}
