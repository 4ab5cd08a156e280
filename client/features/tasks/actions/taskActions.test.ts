import assert from "node:assert/strict";
import * as contract from "../../../../core/api/tasks.ts";
import { taskStatuses } from "../taskQuery.ts";
import { actionableStatuses, taskActions } from "./taskActions.ts";

describe("actionableStatuses", function () {
  it("says what the API's contract says", function () {
    assert.deepEqual(actionableStatuses, contract.actionableStatuses);
    assert.deepEqual([...taskActions], contract.TaskAction.options);
    assert.deepEqual([...taskStatuses].sort(), [...contract.TaskStatus.options].sort());
  });
});
