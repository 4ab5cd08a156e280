import assert from "node:assert/strict";
import {
  CommonSettingsInput,
  type CommonSettingsView,
  OwnSettingsInput,
} from "../../../../core/api/mirrors.ts";
import { commonFormOf, formOf, isFine, toCommonInput, toOwnInput } from "./settingsForm.ts";

const common: CommonSettingsView = {
  mirrorIntervalMs: 1_000,
  maxRetryCount: 3,
  retryIntervalSec: 60,
  maxFileSizeMb: 100,
  mediaGroupBufferMs: 1_500,
  skipAfterMaxRetry: true,
  syncMessageEdits: false,
  keepEditHistory: true,
  syncMessageDeletions: false,
  mirrorVideos: true,
  skipProtectedContent: true,
  groupMediaMessages: true,
  nameAuthors: true,
  syncComments: false,
  maxCommentsPerPost: 500,
  messageFilter: "custom",
  filterKeywords: ["advert", "sale"],
  filterKinds: ["poll"],
  filterSenders: ["-1001"],
  defaultMirrorMode: "forward",
  concurrentMirrors: 1,
  autoChannelPrefix: "",
  autoChannelPrivate: true,
  autoChannelAdmins: ["alma"],
};

describe("the form of mirror settings", function () {
  it("sends back what it was given", function () {
    assert.deepEqual(CommonSettingsInput.parse(toCommonInput(commonFormOf(common))), common);
  });
  it("lets a mirror go by those of all where a field is empty", function () {
    const form = formOf(common);
    const { mirrorIntervalMs, mirrorVideos, ...rest } = OwnSettingsInput.parse(
      toOwnInput({
        ...form,
        numbers: { ...form.numbers, mirrorIntervalMs: " " },
        switches: { ...form.switches, mirrorVideos: "" },
        filter: "inherit",
      }),
    );
    assert.deepEqual([mirrorIntervalMs, mirrorVideos], [null, null]);
    assert.deepEqual([rest.messageFilter, rest.filterKeywords, rest.maxRetryCount], [null, null, 3]);
  });
  it("knows what the API would refuse", function () {
    const form = commonFormOf(common);
    assert.ok(isFine(form));
    assert.ok(!isFine({ ...form, concurrent: "11" }));
    assert.ok(!isFine({ ...form, numbers: { ...form.numbers, mirrorIntervalMs: "" } }));
    assert.ok(!isFine({ ...form, numbers: { ...form.numbers, mediaGroupBufferMs: "100" } }));
    assert.ok(!isFine({ ...form, senders: "alma" }));
  });
});
