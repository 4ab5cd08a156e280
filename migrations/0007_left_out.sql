-- Up Migration
-- A task over several channels leaves out what cannot be read, and says so without being incomplete.

alter table history_fetch_tasks add column note text;
comment on column history_fetch_tasks.note is 'Of a task over several channels: which it left out, since no account may read them, in a sentence; null for none. It ends completed all the same, with this as its error_message.';

create or replace function refresh_history_fetch_parent(parent int8) returns void language plpgsql as $$
declare
  task record;
  s record;
  ending text;
begin
  select * into task from history_fetch_tasks
    where id = parent and status = 'running' and fanned_out_at is not null
    for update skip locked;
  if not found then
    return;
  end if;
  -- Read under the lock and after it: a child that is retried locks its parent as well, so that it is either seen here
  -- as open or finds the parent ended and opens it again.
  select * into s from history_fetch_child_sums(parent);
  if s.open = 0 and s.incomplete > 0 then
    select concat_ws(' ', task.error_message, task.note, '')
        || format('%s of %s channels could not be read completely: ', s.incomplete, s.total)
        || string_agg('#' || coalesce(q.channel_name, q.channel_id::text) || ' (' || q.status || '): '
             || coalesce(q.error_message, q.status_reason, 'no reason given'), '; ' order by q.id)
        || case when s.incomplete > 5 then '; …' else '' end
      into ending
      from (select * from history_fetch_tasks c
            where c.parent_task_id = parent and c.status in ('warning', 'failed', 'cancelled')
            order by c.id limit 5) q;
  end if;
  update history_fetch_tasks t
    set messages_fetched = s.fetched, messages_saved = s.saved, messages_duplicate = s.duplicate, messages_updated = s.updated,
      start_message_id = s.oldest, end_message_id = s.newest, progress = coalesce(s.share, 1),
      children = s.counts, sums_at = now(),
      updated_at = case when s.open = 0 or (t.messages_fetched, t.messages_saved, t.progress, t.children)
          is distinct from (s.fetched, s.saved, coalesce(s.share, 1)::real, s.counts) then now() else t.updated_at end,
      status = case when s.open > 0 then t.status
        when s.incomplete > 0 or t.error_message is not null then 'warning' else 'completed' end,
      status_reason = case when s.open > 0 then null
        when s.incomplete > 0 or t.error_message is not null then 'children_incomplete'
        when t.note is not null then 'channels_left_out' end,
      error_message = case when s.open > 0 then t.error_message
        else coalesce(ending, nullif(concat_ws(' ', t.error_message, t.note), '')) end
    where t.id = parent;
end $$;

-- Down Migration
create or replace function refresh_history_fetch_parent(parent int8) returns void language plpgsql as $$
declare
  task record;
  s record;
  note text;
begin
  select * into task from history_fetch_tasks
    where id = parent and status = 'running' and fanned_out_at is not null
    for update skip locked;
  if not found then
    return;
  end if;
  -- Read under the lock and after it: a child that is retried locks its parent as well, so that it is either seen here
  -- as open or finds the parent ended and opens it again.
  select * into s from history_fetch_child_sums(parent);
  if s.open = 0 and s.incomplete > 0 then
    select coalesce(task.error_message || ' ', '')
        || format('%s of %s channels could not be read completely: ', s.incomplete, s.total)
        || string_agg('#' || coalesce(q.channel_name, q.channel_id::text) || ' (' || q.status || '): '
             || coalesce(q.error_message, q.status_reason, 'no reason given'), '; ' order by q.id)
        || case when s.incomplete > 5 then '; …' else '' end
      into note
      from (select * from history_fetch_tasks c
            where c.parent_task_id = parent and c.status in ('warning', 'failed', 'cancelled')
            order by c.id limit 5) q;
  end if;
  update history_fetch_tasks t
    set messages_fetched = s.fetched, messages_saved = s.saved, messages_duplicate = s.duplicate, messages_updated = s.updated,
      start_message_id = s.oldest, end_message_id = s.newest, progress = coalesce(s.share, 1),
      children = s.counts, sums_at = now(),
      updated_at = case when s.open = 0 or (t.messages_fetched, t.messages_saved, t.progress, t.children)
          is distinct from (s.fetched, s.saved, coalesce(s.share, 1)::real, s.counts) then now() else t.updated_at end,
      status = case when s.open > 0 then t.status
        when s.incomplete > 0 or t.error_message is not null then 'warning' else 'completed' end,
      status_reason = case when s.open = 0 and (s.incomplete > 0 or t.error_message is not null) then 'children_incomplete' end,
      error_message = coalesce(note, t.error_message)
    where t.id = parent;
end $$;

alter table history_fetch_tasks drop column note;
