/**
 * Runs `work` while holding the lock file `path`. Waits for another holder that is alive; takes over from
 * one that died (its process is gone, a zombie, or its id belongs to a later process). `what` names the
 * work in the SetupError when waiting takes longer than `timeoutMs` (10 minutes).
 */
export function withLock<T>(
  path: string,
  options: { what: string; timeoutMs?: number; onWait?: (holderPid: number) => void },
  work: () => Promise<T>,
): Promise<T>;
