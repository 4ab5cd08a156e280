import type { SandboxControl } from "./discord/control/control.ts";
import { actionNames } from "./discord/control/schema.ts";
import type { TruthMessage } from "./discord/truth/line.ts";
import type { TruthFilter } from "./discord/truth/truth.ts";
import { readJson as json, readLines } from "./world/lines.ts";

/**
 * Control of a sandbox in another process. `controlBase` is what it printed when it was ready. Methods
 * reject with the sandbox's own sentence.
 */
export function connectSandbox(controlBase: string): SandboxControl {
  const act = (name: string) => async (input: unknown) => {
    const body = JSON.stringify(input ?? {});
    return json(await fetch(`${controlBase}/${name}`, { method: "POST", body }));
  };
  const look = async (path: string) => json(await fetch(`${controlBase}/${path}`));
  const methods = {
    ...Object.fromEntries(actionNames.map((name) => [name, act(name)])),
    counters: () => look("counters"),
    requests: (after = 0) => look(`requests?after=${after}`),
    faults: () => look("faults"),
    state: () => look("state"),
    interactions: () => look("interactions"),
    truth: {
      guilds: () => look("truth/guilds"),
      channels: (filter?: TruthFilter) => look(`truth/channels?${toQuery(filter)}`),
      messages: (channelId: string) =>
        readLines<TruthMessage>(`${controlBase}/truth/channels/${channelId}/messages`),
      digest: (channelId: string) => look(`truth/channels/${channelId}/digest`),
      history: (channelId: string) => look(`truth/channels/${channelId}/history`),
      responses: (channelId: string) => look(`truth/channels/${channelId}/responses`),
    },
  };
  // The sandbox answers with exactly what its own control returns, so the types are the same.
  return methods as unknown as SandboxControl;
}

function toQuery(filter: TruthFilter = {}): string {
  const query = new URLSearchParams();
  if (filter.guildId !== undefined) query.set("guild", filter.guildId);
  if (filter.token !== undefined) query.set("token", filter.token);
  if (filter.readable) query.set("readable", "true");
  return query.toString();
}
