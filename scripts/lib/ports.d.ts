/** Whether a server could listen there now; on 127.0.0.1 unless another host is named. */
export function isPortFree(port: number, host?: string): Promise<boolean>;

/**
 * `preferred` when it is free, else a random free loopback port. Another program may take it before it
 * is used: callers try again.
 */
export function freePort(preferred?: number): Promise<number>;
