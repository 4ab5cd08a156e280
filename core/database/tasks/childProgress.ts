/**
 * SQL: how far the children of the task `parentId` (an expression) are together: one row with `share`, 0 to 1, null
 * without children.
 *
 * A child counts by the messages it will have read, which is what it has read divided by its own progress: otherwise
 * hundreds of small threads that end at once would bring a server to 99 % in its first seconds. One that has not begun
 * counts as much as the median of those that have. A child that is over counts as done, however it ended: the bar
 * reaches its end.
 */
export const childProgress = (parentId: string): string => `
  with children as (
    select messages_fetched,
      case when status in ('completed', 'warning', 'failed', 'cancelled') then 1 else progress::float8 end as share
    from history_fetch_tasks where parent_task_id = ${parentId}
  ), weighted as (
    select share, case when share > 0 then greatest(messages_fetched / share, 1) end as weight from children
  ), usual as (
    select coalesce(percentile_cont(0.5) within group (order by weight), 1) as weight from weighted
  )
  select sum(share * coalesce(weighted.weight, usual.weight)) / sum(coalesce(weighted.weight, usual.weight)) as share
  from weighted, usual`;
