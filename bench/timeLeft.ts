/**
 * How true the console's time left is: whole fetches are played page by page at Discord's limits
 * (test/support/simulatedFetch.ts), and every two seconds the estimate is compared with what it then took.
 *
 *   npm run bench -- timeLeft
 *
 * time_left.NAME_median_error: middle of |estimate − truth| ÷ truth from a tenth of the run on, median of seven runs.
 * time_left.NAME_in_range: share of these looks whose range held the truth, median of seven runs.
 */
import { judgeTimeLeft, worlds } from "../test/support/timeLeftRun.ts";
import { median, result } from "./support/house.ts";

const seeds = [1, 2, 3, 4, 5, 6, 7];

for (const [name, make] of Object.entries(worlds)) {
  const runs = seeds.map((seed) => judgeTimeLeft(make(seed)));
  result(`time_left.${name}_median_error`, median(runs.map(({ medianError }) => medianError)));
  result(`time_left.${name}_worst_error`, Math.max(...runs.map(({ medianError }) => medianError)));
  result(`time_left.${name}_in_range`, median(runs.map(({ inRange }) => inRange)));
}
