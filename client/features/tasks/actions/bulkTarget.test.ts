import assert from "node:assert/strict";
import { BulkActionInput, type TaskListView, type TaskView } from "../../../../core/api/tasks.ts";
import type { TaskStatus } from "../../../../core/model/task.ts";
import { parseTaskQuery } from "../taskQuery.ts";
import { bulkTarget } from "./bulkTarget.ts";

const counts = { pending: 5, running: 3, paused: 0, completed: 100, warning: 0, failed: 7, cancelled: 1 };
const task = (id: string, status: TaskStatus) => ({ id, status }) as TaskView;
const data: Pick<TaskListView, "tasks" | "counts"> = {
  tasks: [task("1", "running"), task("2", "completed"), task("3", "failed")],
  counts,
};
const query = (text: string) => parseTaskQuery(new URLSearchParams(text));

describe("bulkTarget", function () {
  it("counts what an action applies to among chosen tasks", function () {
    const chosen = { ids: new Set(["1", "2"]), isEverything: false };
    const cancel = bulkTarget("cancel", chosen, query(""), data, "9");
    assert.deepEqual([cancel.total, cancel.changing], [2, 1]);
    assert.deepEqual(cancel.input, { ids: ["1", "2"] });
    assert.equal(bulkTarget("retry", chosen, query(""), data, "9").changing, 1);
  });

  it("asks by filter for everything, naming only statuses the action applies to", function () {
    const everything = { ids: new Set(["1"]), isEverything: true };
    const retry = bulkTarget("retry", everything, query(""), data, "9");
    assert.deepEqual(retry.input, {
      filter: { status: ["completed", "warning", "failed", "cancelled"], guildId: "9" },
    });
    assert.deepEqual([retry.total, retry.changing], [116, 108]);
    BulkActionInput.parse(retry.input);
  });

  it("keeps to the status the list shows and leaves the server out for all servers", function () {
    const everything = { ids: new Set(["3"]), isEverything: true };
    const retry = bulkTarget("retry", everything, query("status=failed&scope=all"), data, "9");
    assert.deepEqual(retry.input, { filter: { status: ["failed"] } });
    assert.equal(bulkTarget("pause", everything, query("status=failed"), data, "9").changing, 0);
  });
});
