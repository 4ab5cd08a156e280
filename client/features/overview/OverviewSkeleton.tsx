import { Skeleton } from "@mantine/core";
import classes from "./Overview.module.css";

/** The overview's shape while its numbers are on the way. */
export function OverviewSkeleton() {
  return (
    <div className={classes.page} aria-busy="true">
      <Skeleton height={46} width={320} radius={7} />
      <Skeleton height={118} radius={12} />
      <Skeleton height={340} radius={12} />
      <div className={classes.pair}>
        <Skeleton height={260} radius={12} />
        <Skeleton height={260} radius={12} />
      </div>
    </div>
  );
}
