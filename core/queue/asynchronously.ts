/**
 * A CTE that lets its statement commit without waiting for the disk, which is half of the time of a claim or a
 * settlement. The statement must name `asynchronously` in its FROM list, or PostgreSQL leaves it out.
 *
 * Should the database crash within the next half second it may forget the statement: a settled task is found running
 * without a live lease and done again (coverage lets that cost one request), a claimed one is found pending. Pages are
 * never written this way: what is counted is stored. (PostgreSQL manual, "Asynchronous Commit".)
 */
export const withoutWaiting = "asynchronously as (select set_config('synchronous_commit', 'off', true))";
