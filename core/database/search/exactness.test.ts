import { describeExactness } from "../../../test/support/describeExactness.ts";

describeExactness({ messages: 2_000, queries: 200, seed: 20_240_515 });
