/** The real bot with one fault: every task leaves a socket behind that breaks while nobody listens. */
import { connect } from "node:net";
import { createTaskKinds } from "../../bot/kinds/index.ts";
import { runBotProcess } from "../../bot/process.ts";

runBotProcess({
  createKinds: (deps) =>
    createTaskKinds(deps).map((kind) => ({
      ...kind,
      async run(task, signal) {
        connect(Number(process.env.CLOSED_PORT), "127.0.0.1"); // ECONNREFUSED, as an "error" event
        return kind.run(task, signal);
      },
    })),
});
