/** A platform of which the built-in sandbox has a copy of its own. */
import type { ChatPlatform } from "./platform.ts";

/** The sandbox's account is connected to `sandbox`, every other one to `real`; tokens are tried at `real`. */
export function keepSandboxApart(real: ChatPlatform, sandbox: ChatPlatform): ChatPlatform {
  return {
    ...real,
    connect: (account, signal) => (account.isDemo ? sandbox : real).connect(account, signal),
  };
}
