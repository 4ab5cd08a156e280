/** A webhook's receiver on loopback. */
import { once } from "node:events";
import { createServer, type IncomingHttpHeaders, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";

export interface Receiver {
  readonly url: string;
  readonly port: number;
  /** Every request so far, with the status it was answered with (null: not answered). */
  readonly received: { body: Record<string, unknown>; headers: IncomingHttpHeaders; status: number | null }[];
  /** How the next requests are answered, in this order; after them 204. Null: never. */
  readonly answers: (number | null)[];
  /** Headers of its answers. */
  headers: Record<string, string>;
}

/** A receiver for each test of the surrounding `describe`. `secret`: the path of its address. */
export function useReceiver(secret = "/hooks/s3cr3t-path"): Receiver {
  const received: Receiver["received"] = [];
  const answers: Receiver["answers"] = [];
  const receiver = { received, answers, headers: {}, url: "", port: 0 };
  const answer: RequestListener = (request, response) => {
    let text = "";
    request.on("data", (chunk: Buffer) => (text += chunk.toString()));
    request.on("end", () => {
      const status = answers.length > 0 ? (answers.shift() ?? null) : 204;
      received.push({ body: JSON.parse(text) as Record<string, unknown>, headers: request.headers, status });
      if (status !== null) response.writeHead(status, receiver.headers).end();
    });
  };
  const server = createServer(answer);
  before("start the receiver", async function () {
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    receiver.port = (server.address() as AddressInfo).port;
    receiver.url = `http://127.0.0.1:${receiver.port}${secret}`;
  });
  beforeEach("forget what was received", function () {
    received.length = 0;
    answers.length = 0;
    receiver.headers = {};
  });
  after("stop the receiver", async function () {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  return receiver;
}
