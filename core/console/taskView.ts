/** Tasks as the API answers them. Pure. */

import type { TaskView } from "../api/tasks.ts";
import type { OpenParts } from "../database/tasks/openParts.ts";
import type { ChildSums, TaskRecord } from "../database/tasks/taskRecords.ts";
import type { WaitingFacts } from "../database/tasks/waitingFacts.ts";
import { type TimeLeft, timeLeft } from "./timeLeft.ts";
import { waitingOf } from "./waiting.ts";

/**
 * The view of a task. `children` is null for a task without any, `parts` absent for one without open children. The counters of an open task that runs through its
 * children are theirs at this moment: its own row is brought up to date only every few seconds.
 */
export function toTaskView(
  task: TaskRecord,
  children: ChildSums | null,
  facts: WaitingFacts,
  parts?: OpenParts,
): TaskView {
  const isFannedOut = task.fannedOutAt !== null;
  const isOpen = ["pending", "running", "paused"].includes(task.status);
  const {
    fannedOutAt: _,
    countedChildren: _counted,
    counters: own,
    heartbeatAt,
    leaseExpiresAt,
    runAt,
    ...rest
  } = task;
  return {
    ...rest,
    kind: "history_fetch",
    ...(children && isFannedOut && isOpen ? children.counters : own),
    heartbeatAt: heartbeatAt?.toISOString() ?? null,
    leaseExpiresAt: leaseExpiresAt?.toISOString() ?? null,
    afterTime: task.afterTime?.toISOString() ?? null,
    beforeTime: task.beforeTime?.toISOString() ?? null,
    runAt: runAt.toISOString(),
    createdAt: task.createdAt.toISOString(),
    startedAt: task.startedAt?.toISOString() ?? null,
    updatedAt: task.updatedAt.toISOString(),
    completedAt: task.completedAt?.toISOString() ?? null,
    children: children?.counts ?? null,
    waiting: waitingOf(
      {
        ...task,
        isFannedOut,
        runningChildren: children?.counts.running ?? 0,
        pausedChildren: children?.counts.paused ?? 0,
        nextChild: parts?.next ?? null,
      },
      facts,
    ),
    timeLeft: parts ? rounded(timeLeft(parts, task.platform)) : null,
  };
}

/** To whole seconds: more would only make each answer differ from the one before. */
function rounded(left: TimeLeft | null): TaskView["timeLeft"] {
  if (!left) return null;
  const [least, most] = left.range;
  return { seconds: Math.round(left.seconds), range: [Math.round(least), Math.round(most)] };
}
