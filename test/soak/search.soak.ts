/** 2,000 generated queries over 200,000 messages against a look at every message: `npm run soak -- search`. */
import { describeExactness } from "../support/describeExactness.ts";

describeExactness({ messages: 200_000, queries: 2_000, seed: 11 });
