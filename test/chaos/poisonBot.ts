/** The real bot with one fault: the task of the channel POISON_CHANNEL makes it crash. */
import { createTaskKinds } from "../../bot/kinds/index.ts";
import { runBotProcess } from "../../bot/process.ts";

runBotProcess({
  createKinds: (deps) =>
    createTaskKinds(deps).map((kind) => ({
      ...kind,
      async run(task, signal) {
        if (task.key === process.env.POISON_CHANNEL)
          setImmediate(() => {
            throw new Error("a message that nobody thought of");
          });
        return kind.run(task, signal);
      },
    })),
});
