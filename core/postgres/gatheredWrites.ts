/**
 * Statements that are sent in one go reach the server by one write. The client writes each of them to the socket by itself, and
 * a page of messages is some twenty: on a virtual machine the kernel's part of that took as long as making the statements.
 */
import type { Writable } from "node:stream";
import type { ClientBase } from "pg";

/** What is gathered before it goes out. Larger keeps the server waiting for what it could begin, smaller writes more often. */
const mostBytes = 65_536;

/**
 * Sends through the client; what is sent until the current turn of the event loop ends goes out together. Nothing waits longer
 * than that, and nothing is sent in another order.
 */
export function gatherWrites(client: ClientBase): ClientBase["query"] {
  const send = client.query.bind(client) as (...parameters: unknown[]) => unknown;
  // Not in pg's types: the socket of the connection, TLS or not.
  const stream = (client as unknown as { connection?: { stream?: Writable } }).connection?.stream;
  if (!stream) return client.query.bind(client);
  let isGathering = false;
  const release = () => {
    isGathering = false;
    stream.uncork();
  };
  const gather = (...parameters: unknown[]) => {
    if (!isGathering) {
      isGathering = true;
      stream.cork();
      process.nextTick(release); // behind the promises that go on now: they send as well
    }
    const sent = send(...parameters);
    if (stream.writableLength >= mostBytes) {
      stream.uncork();
      stream.cork();
    }
    return sent;
  };
  return gather as ClientBase["query"];
}
