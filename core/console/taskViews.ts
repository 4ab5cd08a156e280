/** Tasks as the API answers them, with what has to be read for that. */
import type { TaskView } from "../api/tasks.ts";
import { loadOpenParts, loadOpenPartsOfMany } from "../database/tasks/openParts.ts";
import {
  type ChildSums,
  hasChildren,
  loadChildSums,
  mostSummedChildren,
  noChildren,
  type TaskRecord,
} from "../database/tasks/taskRecords.ts";
import { loadWaitingFacts } from "../database/tasks/waitingFacts.ts";
import type { Queryable } from "../postgres/pool.ts";
import { toTaskView } from "./taskView.ts";

/** The views of some tasks, in their order: their children and the reasons they wait are read as well. */
export async function toTaskViews(
  db: Queryable,
  tasks: readonly TaskRecord[],
  options: { aliveSeconds: number },
): Promise<TaskView[]> {
  const running = tasks.filter((task) => task.status === "running" && task.fannedOutAt !== null);
  const idsOf = (some: readonly TaskRecord[]) => some.map(({ id }) => id);
  const [children, parts, partsOfMany, facts] = await Promise.all([
    loadChildSums(db, idsOf(tasks.filter((task) => hasChildren(task) && !hasManyChildren(task)))),
    loadOpenParts(db, idsOf(running.filter((task) => !hasManyChildren(task)))),
    loadOpenPartsOfMany(db, idsOf(running.filter(hasManyChildren))),
    loadWaitingFacts(db, tasks, options.aliveSeconds),
  ]);
  return tasks.map((task) =>
    toTaskView(
      task,
      hasChildren(task) ? (children.get(task.id) ?? storedChildren(task)) : null,
      facts,
      parts.get(task.id) ?? partsOfMany.get(task.id),
    ),
  );
}

/** Whether taking the sums anew would make a poll slow: then those in its row are shown, some seconds old. */
function hasManyChildren({ countedChildren }: TaskRecord): boolean {
  const total = Object.values(countedChildren ?? {}).reduce((sum, count) => sum + count, 0);
  return total > mostSummedChildren;
}

function storedChildren({ countedChildren, counters }: TaskRecord): ChildSums {
  return countedChildren ? { counts: countedChildren, counters } : noChildren();
}
