-- Up Migration
-- Recurring fetches (schedules), what a fetch found changed (messages_deleted, reactions_changed), and what the pruning
-- of finished tasks needs.

-- What changed on the platform.

alter table history_fetch_tasks
  add column messages_deleted int8 not null default 0,
  add column reactions_changed int8 not null default 0;
comment on column history_fetch_tasks.messages_updated is 'Of these, archived already with another text or time of edit; each that had another text or time is a version now.';
comment on column history_fetch_tasks.messages_deleted is 'Archived messages that a reconcile no longer found on the platform and marked as deleted.';
comment on column history_fetch_tasks.reactions_changed is 'Messages read that were archived already with other reactions: another emoji or another count.';
alter table history_fetch_tasks add constraint history_fetch_tasks_report_possible check (messages_deleted >= 0 and reactions_changed >= 0);
create trigger history_fetch_report_refused before insert or update on history_fetch_tasks for each row
  when (new.messages_deleted < 0 or new.reactions_changed < 0) execute function history_fetch_counters_refused();

drop function history_fetch_child_sums;
create function history_fetch_child_sums(parent int8, out fetched int8, out saved int8, out duplicate int8, out updated int8,
  out oldest int8, out newest int8, out share float8, out open int8, out incomplete int8, out total int8, out counts jsonb,
  out deleted int8, out reactions int8)
language sql stable as $$
  -- A child counts by the messages it will have read, which is what it has read divided by its own progress: otherwise
  -- hundreds of small threads that end at once would bring a server to 99 % in its first seconds. One that has not begun
  -- counts as much as the median of those that have. A child that is over counts as done, however it ended.
  with children as materialized (
    select c.status, c.messages_fetched, c.messages_saved, c.messages_duplicate, c.messages_updated, c.messages_deleted, c.reactions_changed, c.start_message_id, c.end_message_id,
      case when c.status in ('completed', 'warning', 'failed', 'cancelled') then 1 else c.progress::float8 end as done
    from history_fetch_tasks c where c.parent_task_id = parent
  ), weighted as (
    select done, case when done > 0 then greatest(messages_fetched / done, 1) end as weight from children
  ), usual as (
    select coalesce(percentile_cont(0.5) within group (order by weight), 1) as weight from weighted
  ), by_status as (
    select status, count(*) as count, sum(messages_fetched) as fetched, sum(messages_saved) as saved, sum(messages_duplicate) as duplicate,
      sum(messages_updated) as updated, sum(messages_deleted) as deleted, sum(reactions_changed) as reactions, min(start_message_id) as oldest, max(end_message_id) as newest
    from children group by status
  )
  select coalesce(sum(s.fetched), 0)::int8, coalesce(sum(s.saved), 0)::int8, coalesce(sum(s.duplicate), 0)::int8,
    coalesce(sum(s.updated), 0)::int8, min(s.oldest), max(s.newest),
    (select least(1, sum(w.done * coalesce(w.weight, u.weight)) / sum(coalesce(w.weight, u.weight))) from weighted w, usual u),
    coalesce(sum(s.count) filter (where s.status in ('pending', 'running', 'paused')), 0)::int8,
    coalesce(sum(s.count) filter (where s.status in ('warning', 'failed', 'cancelled')), 0)::int8,
    coalesce(sum(s.count), 0)::int8, coalesce(jsonb_object_agg(s.status, s.count), '{}'),
    coalesce(sum(s.deleted), 0)::int8, coalesce(sum(s.reactions), 0)::int8
  from by_status s
$$;
comment on function history_fetch_child_sums(int8) is 'What the children of a task have done together, how far they are (0 to 1), and how many stand where.';

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
      messages_deleted = s.deleted, reactions_changed = s.reactions,
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

create or replace function follow_history_fetch_parent(parent int8, most int) returns int language plpgsql as $$
declare
  task record;
  moved int := 0;
  part int;
  s record;
  from_status text;
  to_status text;
  why text;
begin
  if not exists (select from history_fetch_tasks where parent_task_id = parent) then
    return 0;
  end if;
  select id, status, children_behind into task from history_fetch_tasks where id = parent for no key update;
  if task.status = 'cancelled' then
    to_status := 'cancelled'; why := 'parent_cancelled';
  elsif task.status = 'paused' then
    to_status := 'paused'; why := 'parent_paused';
  else
    to_status := 'pending'; why := null;
  end if;
  foreach from_status in array case task.status
      when 'cancelled' then array['running', 'paused', 'pending'] when 'paused' then array['running', 'pending'] else array['paused'] end loop
    with part as materialized (
      select c.id from history_fetch_tasks c
      where coalesce(c.parent_task_id, 0) = parent and c.status in ('pending', 'running', 'paused') and c.status = from_status
        and (to_status <> 'pending' or c.status_reason = 'parent_paused')
      limit most - moved
      for no key update skip locked
    )
    update history_fetch_tasks c set status = to_status, status_reason = why from part where c.id = part.id;
    get diagnostics part = row_count;
    moved := moved + part;
  end loop;
  -- A child that a worker holds at this instant has yet to follow: the next call finds it.
  if exists (select from history_fetch_tasks c
      where coalesce(c.parent_task_id, 0) = parent and c.status in ('pending', 'running', 'paused')
        and case task.status when 'cancelled' then true when 'paused' then c.status <> 'paused'
          else c.status = 'paused' and c.status_reason = 'parent_paused' end) then
    if not task.children_behind then
      update history_fetch_tasks set children_behind = true where id = parent;
    end if;
    return moved;
  end if;
  if task.status in ('cancelled', 'paused') then
    select * into s from history_fetch_child_sums(parent);
    update history_fetch_tasks set children_behind = false, messages_fetched = s.fetched, messages_saved = s.saved,
        messages_duplicate = s.duplicate, messages_updated = s.updated,
      messages_deleted = s.deleted, reactions_changed = s.reactions, start_message_id = s.oldest, end_message_id = s.newest,
        progress = case when task.status = 'cancelled' then progress else coalesce(s.share, 0) end, children = s.counts, sums_at = now()
      where id = parent and s.total > 0;
  end if;
  if task.children_behind then
    update history_fetch_tasks set children_behind = false where id = parent and children_behind;
    perform pg_notify('task_wake', 'history_fetch_tasks');
  end if;
  return moved;
end $$;

-- When it comes due, and for what.

create function cron_field_fault(field text, lowest int, highest int, names text[]) returns text language plpgsql immutable as $$
declare
  part text;
  piece text[];
  low int;
  high int;
begin
  foreach part in array string_to_array(lower(field), ',') loop
    for i in 1 .. coalesce(array_length(names, 1), 0) loop
      part := regexp_replace(part, '\m' || names[i] || '\M', (lowest + i - 1)::text, 'g');
    end loop;
    piece := regexp_match(part, '^(?:(\*)|(\d{1,2})(?:-(\d{1,2}))?)(?:/(\d{1,2}))?$');
    if piece is null then
      return format('%s is not *, a number, a range or a list of these', field);
    end if;
    low := piece[2]::int;
    high := coalesce(piece[3], piece[2])::int;
    if low < lowest or high > highest then
      return format('%s is not within %s to %s', field, lowest, highest);
    elsif low > high then
      return format('%s runs backwards', field);
    elsif piece[4] is not null and (piece[4]::int not between 1 and highest or piece[1] is null and piece[3] is null) then
      return format('%s steps in no possible way', field);
    end if;
  end loop;
  return null;
end $$;
comment on function cron_field_fault(text, int, int, text[]) is 'What is wrong with one field of a cron expression, or null.';

create function cron_fault(cron text) returns text language plpgsql immutable as $$
declare
  fields constant text[] := string_to_array(cron, ' ');
begin
  if coalesce(array_length(fields, 1), 0) <> 5 then
    return 'it needs five fields with one space between them: minute hour day month weekday';
  end if;
  return coalesce(
    cron_field_fault(fields[1], 0, 59, '{}'), cron_field_fault(fields[2], 0, 23, '{}'), cron_field_fault(fields[3], 1, 31, '{}'),
    cron_field_fault(fields[4], 1, 12, '{jan,feb,mar,apr,may,jun,jul,aug,sep,oct,nov,dec}'),
    cron_field_fault(fields[5], 0, 7, '{sun,mon,tue,wed,thu,fri,sat}'));
end $$;
comment on function cron_fault(text) is 'What is wrong with a cron expression of five fields, or null.';

create table schedules (
  id int8 generated by default as identity primary key,
  name text not null,
  kind text not null default 'history_fetch',
  guild_id int8 not null references guilds (id) on delete cascade,
  channel_ids int8[],
  mode text not null default 'fill',
  newest_days int,
  after_message_id int8,
  before_message_id int8,
  include_threads boolean,
  include_archived_threads boolean,
  cron text not null,
  time_zone text not null default 'UTC',
  priority int2 not null default 150,
  enabled boolean not null default true,
  next_run_at timestamptz,
  runs int8 not null default 0,
  last_run_at timestamptz,
  last_outcome text,
  last_message text,
  last_task_id int8,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  constraint schedules_kind_known check (kind in ('history_fetch')),
  constraint schedules_mode_known check (mode in ('fill', 'reconcile')),
  constraint schedules_outcome_known check (last_outcome in ('started', 'skipped', 'failed')),
  constraint schedules_priority_possible check (priority between 0 and 1000),
  constraint schedules_runs_possible check (runs >= 0)
);
create index schedules_due on schedules (next_run_at) where enabled;
create index schedules_guild on schedules (guild_id);
comment on table schedules is 'Recurring tasks: a bot process enqueues one whenever next_run_at has passed. INSERT makes one, UPDATE of next_run_at to now() runs it at once, UPDATE of enabled stops and starts it.';
comment on column schedules.id is 'Our number.';
comment on column schedules.name is 'What people call it; its tasks say started_by = ''schedule <name>''.';
comment on column schedules.kind is 'What kind of task it enqueues: history_fetch.';
comment on column schedules.guild_id is 'The guild; filled in from channel_ids.';
comment on column schedules.channel_ids is 'The channels, threads and forums to read; null = the whole guild.';
comment on column schedules.mode is 'As of a task: fill reads what is missing, reconcile reads again what is covered.';
comment on column schedules.newest_days is 'Only messages of so many days before each run; null = all, or the interval below. Discord only: the ids of Telegram messages do not tell their time.';
comment on column schedules.after_message_id is 'Only messages newer than this id; null = from the beginning.';
comment on column schedules.before_message_id is 'Only messages older than this id; null = up to the newest.';
comment on column schedules.include_threads is 'As in the options of a task; null = as there.';
comment on column schedules.include_archived_threads is 'As in the options of a task; null = as there.';
comment on column schedules.cron is 'When, in five fields: minute hour day month weekday. Day and weekday are joined by or, as cron does.';
comment on column schedules.time_zone is 'IANA time zone in which cron is read, e.g. Europe/Berlin.';
comment on column schedules.priority is 'Of its tasks: smaller runs first; 100 is what people ask for.';
comment on column schedules.enabled is 'False: it does not come due.';
comment on column schedules.next_run_at is 'When it comes due next; null = a bot process works it out from cron within seconds, or it is not enabled.';
comment on column schedules.runs is 'How often it came due or was run by hand. Whoever runs it repeats this number, so that of two processes one does.';
comment on column schedules.last_run_at is 'When it last came due or was run by hand; null before the first time.';
comment on column schedules.last_outcome is 'What came of that: started (last_task_id), skipped (a task of it, or one for the same, was still open), failed (no task could be made).';
comment on column schedules.last_message is 'Why it was skipped or failed, in a sentence; null when it started.';
comment on column schedules.last_task_id is 'The last task it started.';
comment on column schedules.created_at is 'When it was made.';
comment on column schedules.updated_at is 'When what it does was last changed; runs do not count.';

create function schedule_fault(s schedules, out fault text, out hint text) language plpgsql stable as $$
declare
  stranger int8;
begin
  if btrim(s.name) = '' or length(s.name) > 100 then
    fault := 'name must have 1 to 100 characters';
    hint := 'It is what people read in the list of schedules and of tasks.';
  elsif cron_fault(s.cron) is not null then
    fault := format('cron "%s" cannot be read: %s', s.cron, cron_fault(s.cron));
    hint := 'For example 30 3 * * * (every day at 3:30), 0 */6 * * * (every six hours), 0 4 * * mon (Mondays at 4).';
  elsif not exists (select from pg_timezone_names where name = s.time_zone) then
    fault := format('there is no time zone "%s"', s.time_zone);
    hint := 'IANA names such as UTC, Europe/Berlin or Asia/Taipei: select name from pg_timezone_names.';
  elsif s.newest_days is not null and (s.newest_days not between 1 and 36500
      or s.after_message_id is not null or s.before_message_id is not null) then
    fault := 'newest_days must be 1 to 36500 and stand alone';
    hint := 'Either the newest days, or an interval of message ids, or neither: everything.';
  elsif s.newest_days is not null and s.guild_id < 1000000000000000 then
    fault := 'newest_days is not possible on Telegram: the ids of its messages do not tell their time';
    hint := 'Give after_message_id instead.';
  elsif s.after_message_id >= s.before_message_id - 1 then
    fault := 'the interval holds no message: after_message_id must lie before before_message_id';
    hint := 'Both ends are exclusive.';
  elsif s.channel_ids is not null then
    if cardinality(s.channel_ids) = 0 then
      fault := 'channel_ids must name at least one channel';
      hint := 'Leave it out for the whole guild.';
    else
      select wanted.id into stranger from unnest(s.channel_ids) as wanted (id)
        where not exists (select from channels c where c.id = wanted.id and c.guild_id = s.guild_id and c.kind <> 'category') limit 1;
      if found then
        fault := format('guild %s has no channel %s to read', s.guild_id, coalesce(stranger::text, 'null'));
        hint := format('Its channels: select id, name, kind from channels where guild_id = %s. A category is not read itself.', s.guild_id);
      end if;
    end if;
  end if;
end $$;
comment on function schedule_fault(schedules) is 'What is wrong with a schedule, and what to do instead; null when nothing is.';

create function schedule_fill() returns trigger language plpgsql as $$
declare
  refusal record;
begin
  if new.guild_id is null and new.channel_ids is not null then
    select guild_id into new.guild_id from channels where id = new.channel_ids[1];
  end if;
  select * into refusal from schedule_fault(new);
  if refusal.fault is not null and not is_restoring() then
    raise exception 'schedule "%": %', new.name, refusal.fault using
      errcode = 'check_violation', table = tg_table_name, constraint = 'schedules_possible', hint = refusal.hint;
  end if;
  if tg_op = 'UPDATE' then
    new.updated_at := now();
  end if;
  return new;
end $$;
comment on function schedule_fill() is 'Fills in the guild of a schedule; refuses one that could not be run.';
create trigger schedule_inserted before insert on schedules for each row execute function schedule_fill();
create trigger schedule_changed before update of name, guild_id, channel_ids, mode, newest_days, after_message_id, before_message_id,
  include_threads, include_archived_threads, cron, time_zone, priority, enabled on schedules
  for each row execute function schedule_fill();

create function schedule_time() returns trigger language plpgsql as $$
begin
  if not new.enabled then
    new.next_run_at := null;
  elsif (old.cron, old.time_zone, old.enabled) is distinct from (new.cron, new.time_zone, new.enabled)
      and new.next_run_at is not distinct from old.next_run_at then
    new.next_run_at := null;
  end if;
  return new;
end $$;
comment on function schedule_time() is 'Forgets when a schedule comes due once that no longer follows from it; what it missed while it was not enabled is not made up.';
create trigger schedule_time before update on schedules for each row execute function schedule_time();

alter table history_fetch_tasks add column schedule_id int8 references schedules (id) on delete set null;
comment on column history_fetch_tasks.schedule_id is 'The schedule that enqueued it; null otherwise and for child tasks. Of one schedule one task is open at a time.';
create index history_fetch_tasks_schedule on history_fetch_tasks (schedule_id, id) where schedule_id is not null;

-- What is over for long enough is pruned by this index, oldest first.
create index history_fetch_tasks_ended on history_fetch_tasks (completed_at) where completed_at is not null and parent_task_id is null;


-- Down Migration
drop index history_fetch_tasks_ended;
alter table history_fetch_tasks drop column schedule_id;
drop function schedule_fault;
drop table schedules;
drop function schedule_time, schedule_fill, cron_fault, cron_field_fault;
drop trigger history_fetch_report_refused on history_fetch_tasks;
drop function history_fetch_child_sums;
create function history_fetch_child_sums(parent int8, out fetched int8, out saved int8, out duplicate int8, out updated int8,
  out oldest int8, out newest int8, out share float8, out open int8, out incomplete int8, out total int8, out counts jsonb)
language sql stable as $$
  -- A child counts by the messages it will have read, which is what it has read divided by its own progress: otherwise
  -- hundreds of small threads that end at once would bring a server to 99 % in its first seconds. One that has not begun
  -- counts as much as the median of those that have. A child that is over counts as done, however it ended.
  with children as materialized (
    select c.status, c.messages_fetched, c.messages_saved, c.messages_duplicate, c.messages_updated, c.start_message_id, c.end_message_id,
      case when c.status in ('completed', 'warning', 'failed', 'cancelled') then 1 else c.progress::float8 end as done
    from history_fetch_tasks c where c.parent_task_id = parent
  ), weighted as (
    select done, case when done > 0 then greatest(messages_fetched / done, 1) end as weight from children
  ), usual as (
    select coalesce(percentile_cont(0.5) within group (order by weight), 1) as weight from weighted
  ), by_status as (
    select status, count(*) as count, sum(messages_fetched) as fetched, sum(messages_saved) as saved, sum(messages_duplicate) as duplicate,
      sum(messages_updated) as updated, min(start_message_id) as oldest, max(end_message_id) as newest
    from children group by status
  )
  select coalesce(sum(s.fetched), 0)::int8, coalesce(sum(s.saved), 0)::int8, coalesce(sum(s.duplicate), 0)::int8,
    coalesce(sum(s.updated), 0)::int8, min(s.oldest), max(s.newest),
    (select least(1, sum(w.done * coalesce(w.weight, u.weight)) / sum(coalesce(w.weight, u.weight))) from weighted w, usual u),
    coalesce(sum(s.count) filter (where s.status in ('pending', 'running', 'paused')), 0)::int8,
    coalesce(sum(s.count) filter (where s.status in ('warning', 'failed', 'cancelled')), 0)::int8,
    coalesce(sum(s.count), 0)::int8, coalesce(jsonb_object_agg(s.status, s.count), '{}')
  from by_status s
$$;
comment on function history_fetch_child_sums(int8) is 'What the children of a task have done together, how far they are (0 to 1), and how many stand where.';

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

create or replace function follow_history_fetch_parent(parent int8, most int) returns int language plpgsql as $$
declare
  task record;
  moved int := 0;
  part int;
  s record;
  from_status text;
  to_status text;
  why text;
begin
  if not exists (select from history_fetch_tasks where parent_task_id = parent) then
    return 0;
  end if;
  select id, status, children_behind into task from history_fetch_tasks where id = parent for no key update;
  if task.status = 'cancelled' then
    to_status := 'cancelled'; why := 'parent_cancelled';
  elsif task.status = 'paused' then
    to_status := 'paused'; why := 'parent_paused';
  else
    to_status := 'pending'; why := null;
  end if;
  foreach from_status in array case task.status
      when 'cancelled' then array['running', 'paused', 'pending'] when 'paused' then array['running', 'pending'] else array['paused'] end loop
    with part as materialized (
      select c.id from history_fetch_tasks c
      where coalesce(c.parent_task_id, 0) = parent and c.status in ('pending', 'running', 'paused') and c.status = from_status
        and (to_status <> 'pending' or c.status_reason = 'parent_paused')
      limit most - moved
      for no key update skip locked
    )
    update history_fetch_tasks c set status = to_status, status_reason = why from part where c.id = part.id;
    get diagnostics part = row_count;
    moved := moved + part;
  end loop;
  -- A child that a worker holds at this instant has yet to follow: the next call finds it.
  if exists (select from history_fetch_tasks c
      where coalesce(c.parent_task_id, 0) = parent and c.status in ('pending', 'running', 'paused')
        and case task.status when 'cancelled' then true when 'paused' then c.status <> 'paused'
          else c.status = 'paused' and c.status_reason = 'parent_paused' end) then
    if not task.children_behind then
      update history_fetch_tasks set children_behind = true where id = parent;
    end if;
    return moved;
  end if;
  if task.status in ('cancelled', 'paused') then
    select * into s from history_fetch_child_sums(parent);
    update history_fetch_tasks set children_behind = false, messages_fetched = s.fetched, messages_saved = s.saved,
        messages_duplicate = s.duplicate, messages_updated = s.updated, start_message_id = s.oldest, end_message_id = s.newest,
        progress = case when task.status = 'cancelled' then progress else coalesce(s.share, 0) end, children = s.counts, sums_at = now()
      where id = parent and s.total > 0;
  end if;
  if task.children_behind then
    update history_fetch_tasks set children_behind = false where id = parent and children_behind;
    perform pg_notify('task_wake', 'history_fetch_tasks');
  end if;
  return moved;
end $$;
alter table history_fetch_tasks drop column messages_deleted, drop column reactions_changed;
comment on column history_fetch_tasks.messages_updated is 'Of these, archived already but changed since.';
