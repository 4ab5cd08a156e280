export { connectSandbox } from "./client.ts";
export type { SandboxControl, SandboxState, TruthApi } from "./discord/control/control.ts";
export { type BotOptions, DEFAULT_APPLICATION_FLAGS, type WorldOptions } from "./discord/options.ts";
export type { CounterReport, LoggedRequest } from "./discord/rest/counters.ts";
export type { ActiveFault, FaultRule } from "./discord/rest/faults.ts";
export type { LimitSettings } from "./discord/rest/limits.ts";
export { type Sandbox, type SandboxOptions, startSandbox } from "./discord/server.ts";
export { DEMO_TOKEN, tokenOf } from "./discord/tokens.ts";
export { canonicalLine, type TruthMessage } from "./discord/truth/line.ts";
export type {
  Readability,
  TruthChannel,
  TruthDigest,
  TruthFilter,
  TruthGuild,
} from "./discord/truth/truth.ts";
export { connectTelegram } from "./telegram/client.ts";
export type { TelegramControl, TelegramState, TelegramTruth } from "./telegram/control/control.ts";
export { type AccountOptions, DEFAULT_PHONE } from "./telegram/options.ts";
export { startTelegram, type TelegramOptions, type TelegramSandbox } from "./telegram/server.ts";
export {
  canonicalLine as telegramLine,
  type TruthMessage as TelegramTruthMessage,
} from "./telegram/truth/line.ts";
export type { TruthChat, TruthHistory } from "./telegram/truth/truth.ts";
