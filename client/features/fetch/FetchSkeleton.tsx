import { Skeleton } from "@mantine/core";
import classes from "./FetchConsole.module.css";

/** The console's shape while its channels are on the way. */
export function FetchSkeleton() {
  return (
    <div className={classes.console} aria-busy="true">
      <div className={classes.tree}>
        <div className={classes.skeleton}>
          <Skeleton height={34} width="60%" radius={7} />
          {Array.from({ length: 14 }, (_, index) => (
            <Skeleton key={index} height={14} width={`${92 - ((index * 13) % 30)}%`} radius={4} />
          ))}
        </div>
      </div>
      <div className={classes.side}>
        <div className={classes.skeleton}>
          <Skeleton height={18} width="50%" radius={4} />
          <Skeleton height={120} radius={7} />
          <Skeleton height={38} radius={7} />
        </div>
      </div>
    </div>
  );
}
