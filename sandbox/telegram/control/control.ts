import type { Core } from "../core.ts";
import type { CounterReport, LoggedCall } from "../counters.ts";
import type { ActiveFault } from "../faults.ts";
import type { LimitSettings } from "../limits.ts";
import type { TruthMessage } from "../truth/line.ts";
import {
  type TruthChat,
  type TruthDigest,
  type TruthHistory,
  truthChats,
  truthDigest,
  truthFiles,
  truthHistory,
  truthMessages,
} from "../truth/truth.ts";
import { actions, type Controlled } from "./actions.ts";
import { accountIn, chatIn, connectionsOf } from "./lookup.ts";
import { type ActionInput, type ActionName, actionNames, inputs } from "./schema.ts";

/** What the actions that answer something answer. */
interface Answers {
  postMessages: { messages: { id: number }[] };
  postAlbum: { messages: { id: number }[] };
  postPoll: { id: number };
  createTopic: { id: number };
  createChat: { id: string; inviteLink: string };
  upgradeGroup: { id: string };
  codeOf: { code: string; way: string };
  revokeSessions: { sessions: number };
  cut: { connections: number };
  addFault: ActiveFault;
  setLimits: LimitSettings;
}

type Actions = {
  [N in ActionName]: (input: ActionInput<N>) => Promise<N extends keyof Answers ? Answers[N] : object>;
};

/** Who is signed in where, and what is in force. */
export interface TelegramState {
  accounts: { phone: string; userId: string; dcId: number; signedIn: number; pts: number; banned: boolean }[];
  connections: { dcId: number; transport: string | null; phones: string[] }[];
  limits: LimitSettings;
  traffic: number;
}

/** The truth, to compare an archive with. Private chats and basic groups are the given account's (default: the first). */
export interface TelegramTruth {
  chats(phone?: string): Promise<TruthChat[]>;
  messages(chatId: string, phone?: string): AsyncIterable<TruthMessage>;
  digest(chatId: string, phone?: string): Promise<TruthDigest>;
  history(chatId: string, phone?: string): Promise<TruthHistory>;
  /** SHA-256 of all files, by message id. */
  files(chatId: string, phone?: string): Promise<{ id: number; sizeBytes: number; sha256: string }[]>;
}

/** Everything tests may do to a sandbox; the same in this process and over HTTP. */
export type TelegramControl = Actions & {
  counters(): Promise<CounterReport>;
  /** Calls after the one with this number: the last 20,000 are kept. */
  calls(after?: number): Promise<LoggedCall[]>;
  faults(): Promise<ActiveFault[]>;
  state(): Promise<TelegramState>;
  truth: TelegramTruth;
};

/** Runs an action with checked input. Throws ZodError and ControlError. */
export function runAction(on: Controlled, name: ActionName, input: unknown): object {
  const run = actions[name] as (on: Controlled, input: unknown) => object;
  return run(on, inputs[name].parse(input ?? {}));
}

export function stateOf({ core, traffic }: Controlled): TelegramState {
  const keys = [...core.dcs.values()].flatMap((dc) => dc.keys.all());
  return {
    accounts: core.world.accounts.map((account) => ({
      phone: account.phone,
      userId: String(account.user.id),
      dcId: account.dcId,
      signedIn: keys.filter((key) => key.accountId === account.user.id && key.revoked === null).length,
      pts: account.box.pts,
      banned: account.banned,
    })),
    connections: [...core.dcs.values()].flatMap((dc) =>
      [...dc.connections].map((connection) => ({
        dcId: dc.id,
        transport: connection.stream.transport,
        phones: [...connection.authKeys].flatMap((key) => phoneOf(core, key.accountId)),
      })),
    ),
    limits: core.limiter.settings,
    traffic: traffic.happened,
  };
}

function phoneOf({ world }: Core, accountId: bigint | null): string[] {
  return world.accounts.filter(({ user }) => user.id === accountId).map(({ phone }) => phone);
}

/** Control of a sandbox in this process. */
export function createControl(on: Controlled): TelegramControl {
  const { core } = on;
  const methods = actionNames.map(
    (name) => [name, async (input: unknown) => runAction(on, name, input)] as const,
  );
  return {
    ...(Object.fromEntries(methods) as unknown as Actions),
    counters: async () => core.counters.report(connectionsOf(core).length),
    calls: async (after) => core.counters.log(after),
    faults: async () => core.faults.list(),
    state: async () => stateOf(on),
    truth: {
      chats: async (phone) => truthChats(core.world, accountIn(core, phone)),
      messages: (chatId, phone) => truthMessages(chatIn(core, chatId, phone)),
      digest: async (chatId, phone) => truthDigest(chatIn(core, chatId, phone)),
      history: async (chatId, phone) => truthHistory(chatIn(core, chatId, phone)),
      files: async (chatId, phone) => truthFiles(chatIn(core, chatId, phone)),
    },
  };
}
