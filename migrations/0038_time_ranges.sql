-- Up Migration
-- Fetches between two times where ids do not tell them: Telegram. The bot finds the ids when it first works the task.
alter table history_fetch_tasks
  add column after_time timestamptz,
  add column before_time timestamptz,
  add constraint history_fetch_tasks_times_forward check (after_time < before_time);
comment on column history_fetch_tasks.after_time is 'Only messages sent then or later; after_message_id follows from it when the task first runs. Null = by id, or from the beginning.';
comment on column history_fetch_tasks.before_time is 'Only messages sent before that; before_message_id follows from it when the task first runs, unless nothing was sent since. Null = by id, or up to the newest.';
-- Equal wishes stay equal once their ids are found.
drop index history_fetch_tasks_open;
create unique index history_fetch_tasks_open on history_fetch_tasks (
  coalesce(parent_task_id, 0), guild_id, coalesce(channel_id, 0), mode,
  (case when after_time is null then coalesce(after_message_id, 0) else 0 end),
  (case when before_time is null then coalesce(before_message_id, 0) else 0 end),
  coalesce(after_time, '-infinity'), coalesce(before_time, 'infinity'),
  md5(coalesce(options ->> 'channelIds', '') || coalesce(options ->> 'missingOnly', '')))
  where status in ('pending', 'running', 'paused');

-- Down Migration
-- Older versions know no times: what waits for one would read everything.
update history_fetch_tasks set status = 'cancelled', status_reason = 'request_refused',
    error_message = 'This version knows no fetches by time.'
  where status in ('pending', 'running', 'paused') and (after_time is not null or before_time is not null);
drop index history_fetch_tasks_open;
create unique index history_fetch_tasks_open on history_fetch_tasks (
  coalesce(parent_task_id, 0), guild_id, coalesce(channel_id, 0), mode,
  coalesce(after_message_id, 0), coalesce(before_message_id, 0),
  md5(coalesce(options ->> 'channelIds', '') || coalesce(options ->> 'missingOnly', '')))
  where status in ('pending', 'running', 'paused');
alter table history_fetch_tasks drop column after_time, drop column before_time;
