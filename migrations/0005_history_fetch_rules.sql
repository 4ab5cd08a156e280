-- Up Migration
-- History fetches: what may be asked for, why one waits, and how children follow their parent.

-- What may be asked for.

create function history_fetch_options_fault(options jsonb) returns text language plpgsql immutable as $$
declare
  entry record;
begin
  if jsonb_typeof(options) <> 'object' then
    return 'options must be an object';
  end if;
  for entry in select key, value, jsonb_typeof(value) as kind from jsonb_each(options) loop
    if entry.key in ('includeThreads', 'includeArchivedThreads', 'missingOnly') then
      if entry.kind <> 'boolean' then
        return format('options.%s must be true or false', entry.key);
      end if;
    elsif entry.key = 'channelIds' then
      if entry.kind <> 'array' or jsonb_array_length(entry.value) = 0 or exists (
          select from jsonb_array_elements(entry.value) id
          where jsonb_typeof(id) <> 'string' or id #>> '{}' !~ '^-?[0-9]{1,19}$') then
        return 'options.channelIds must be a list of at least one channel id, each in quotes';
      end if;
    else
      return format('options has no %s', entry.key);
    end if;
  end loop;
  return null;
end $$;
comment on function history_fetch_options_fault(jsonb) is 'What is wrong with the options of a history fetch, or null.';

create function history_fetch_options_check() returns trigger language plpgsql as $$
declare
  fault constant text := history_fetch_options_fault(new.options);
begin
  if fault is not null and not is_restoring() then
    raise exception '%', fault using
      errcode = 'check_violation', table = tg_table_name, constraint = 'history_fetch_tasks_options_known',
      hint = 'Allowed: {"channelIds": ["123", "456"], "includeThreads": true, "includeArchivedThreads": false, "missingOnly": true}, each of them optional.';
  end if;
  return new;
end $$;
comment on function history_fetch_options_check() is 'Refuses options that nothing would read: a mistyped choice of channels must not fetch the whole server.';
create trigger history_fetch_options_inserted before insert on history_fetch_tasks
  for each row when (new.options <> '{}') execute function history_fetch_options_check();
create trigger history_fetch_options_updated before update of options on history_fetch_tasks
  for each row when (old.options is distinct from new.options) execute function history_fetch_options_check();

create function history_fetch_counters_refused() returns trigger language plpgsql as $$
begin
  raise exception 'task %: %', new.id, case when new.progress not between 0 and 1 then 'progress must be 0 to 1'
      else 'a counter must not be negative' end using
    errcode = 'check_violation', table = tg_table_name, constraint = 'history_fetch_tasks_counters_possible',
    hint = 'Counters and progress are kept by workers; they are 0 or more.';
end $$;
comment on function history_fetch_counters_refused() is 'Says in a sentence which counter of a history fetch is impossible.';
create trigger history_fetch_counters_refused before insert or update on history_fetch_tasks for each row
  when (new.messages_fetched < 0 or new.messages_saved < 0 or new.messages_duplicate < 0 or new.messages_updated < 0
    or new.progress not between 0 and 1)
  execute function history_fetch_counters_refused();
alter table history_fetch_tasks add constraint history_fetch_tasks_counters_possible check (
  messages_fetched >= 0 and messages_saved >= 0 and messages_duplicate >= 0 and messages_updated >= 0);

-- Why one waits.

create function history_fetch_reader_fault(guild int8) returns text language plpgsql stable as $$
declare
  is_ready boolean;
begin
  select bool_or(a.status = 'ready' and coalesce(a.lease_expires_at > now(), false)) into is_ready
    from account_guilds m join accounts a on a.id = m.account_id where m.guild_id = guild and a.enabled;
  return case when is_ready is null then 'no_account' when not is_ready then 'account_offline' end;
end $$;
comment on function history_fetch_reader_fault(int8) is 'Why nobody can read a guild now: no_account, account_offline, or null.';

create function history_fetch_waiting_reason(task history_fetch_tasks) returns text language plpgsql stable as $$
declare
  fault constant text := history_fetch_reader_fault(task.guild_id);
begin
  if fault is not null then
    return fault;
  elsif task.run_at > now() then
    return 'scheduled';
  elsif exists (select from history_fetch_tasks r
      where r.status = 'running' and coalesce(r.channel_id, -r.id) = coalesce(task.channel_id, -task.id)) then
    return 'channel_busy';
  end if;
  return 'in_queue';
end $$;
comment on function history_fetch_waiting_reason(history_fetch_tasks) is 'Why a pending history fetch is not running, as far as tables tell: no_account, account_offline, scheduled, channel_busy, in_queue.';

create function refresh_history_fetch_reasons() returns void language sql as $$
  -- The head of each guild's queue; what stands further behind waits for its turn anyway.
  with heads as materialized (
    select t.id, history_fetch_waiting_reason(t) as reason
    from (select distinct guild_id from history_fetch_tasks where status = 'pending') lane
    cross join lateral (
      select * from history_fetch_tasks w where w.status = 'pending' and w.guild_id = lane.guild_id
      order by priority, run_at, id limit 100) t
    where t.status_reason is null
      or t.status_reason in ('no_account', 'account_offline', 'scheduled', 'channel_busy', 'in_queue')
  ), stale as materialized (
    select t.id, heads.reason from heads join history_fetch_tasks t using (id)
    where t.status = 'pending' and t.status_reason is distinct from heads.reason
    order by t.id
    for no key update of t skip locked
  )
  update history_fetch_tasks t set status_reason = stale.reason from stale where t.id = stale.id
$$;
comment on function refresh_history_fetch_reasons() is 'Keeps status_reason of the history fetches at the heads of the queue true. What a worker wrote there (rate_limited, worker_lost, …) stays.';

create or replace function history_fetch_task_fill() returns trigger language plpgsql as $$
declare
  known record;
  has_account boolean;
  -- Rows of one statement mostly ask for one guild: what was found for it is remembered until the statement ends.
  looked constant text := concat(statement_timestamp(), ' ', new.guild_id, ' ');
  remembered constant text := current_setting('backscroll.looked_up', true);
  reader_fault text;
begin
  if new.parent_task_id is not null and new.guild_id is not null and new.channel_name is not null then
    -- Written by the worker of its parent, which knows the rest.
    new.platform := case when new.guild_id >= 1000000000000000 then 'discord' else 'telegram' end;
    new.status_reason := coalesce(new.status_reason, case when new.status = 'pending' then 'in_queue' end);
    return new;
  end if;
  if new.channel_id is not null and (new.guild_id is null or new.channel_name is null) then
    select guild_id, name into known from channels where id = new.channel_id;
    if found then
      if new.guild_id is not null and new.guild_id <> known.guild_id then
        raise exception 'channel % belongs to guild %, not to guild %', new.channel_id, known.guild_id, new.guild_id
          using errcode = 'check_violation', table = tg_table_name, constraint = 'history_fetch_tasks_channel_of_guild',
          hint = 'Leave out guild_id: it follows from the channel.';
      end if;
      new.guild_id := known.guild_id;
      new.channel_name := coalesce(new.channel_name, known.name);
    end if;
  end if;
  new.platform := case when new.guild_id >= 1000000000000000 then 'discord' else 'telegram' end;
  if starts_with(remembered, looked) then
    reader_fault := nullif(substr(remembered, length(looked) + 1), '');
  else
    -- Short looks by key, one after the other: a join of them would cost four times as much.
    select exists (select from account_guilds where guild_id = new.guild_id) into has_account from guilds where id = new.guild_id;
    if has_account is null and not is_restoring() then
      raise exception 'no account of ours has ever seen guild %', coalesce(new.guild_id::text, 'null')
        using errcode = 'check_violation', table = tg_table_name, constraint = 'history_fetch_tasks_guild_known',
        hint = 'Invite the bot there and let it run. Known guilds: select id, name from guilds.';
    end if;
    reader_fault := case when has_account then history_fetch_reader_fault(new.guild_id) else 'no_account' end;
    perform set_config('backscroll.looked_up', looked || coalesce(reader_fault, ''), true);
  end if;
  if new.status = 'pending' and new.status_reason is null then
    -- Not yet channel_busy: then a bot lives, and its next heartbeat says so.
    new.status_reason := coalesce(reader_fault, case when new.run_at > now() then 'scheduled' else 'in_queue' end);
  end if;
  return new;
end $$;
comment on function history_fetch_task_fill() is 'Fills what follows from the ids of a new task, and why it waits; refuses a channel of another guild and a guild nobody has seen.';

-- How children follow their parent.

alter table history_fetch_tasks
  add column children jsonb,
  add column sums_at timestamptz,
  add column children_behind boolean not null default false;
comment on column history_fetch_tasks.children is 'Of a task with children: how many stand in each status, as old as sums_at; null before the first count.';
comment on column history_fetch_tasks.sums_at is 'When its counters were last summed up from its children.';
comment on column history_fetch_tasks.children_behind is 'True while children have yet to follow its last pause, resume or cancellation; none of them is claimed meanwhile.';
create index history_fetch_tasks_behind on history_fetch_tasks (id) where children_behind;
-- The parent first: this index then also tells whether a child is open, and which.
drop index history_fetch_tasks_open;
create unique index history_fetch_tasks_open on history_fetch_tasks (
  coalesce(parent_task_id, 0), guild_id, coalesce(channel_id, 0), mode,
  coalesce(after_message_id, 0), coalesce(before_message_id, 0),
  md5(coalesce(options ->> 'channelIds', '') || coalesce(options ->> 'missingOnly', '')))
  where status in ('pending', 'running', 'paused');

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

create function refresh_history_fetch_parent(parent int8) returns void language plpgsql as $$
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
comment on function refresh_history_fetch_parent(int8) is 'Brings a task that runs through its children up to date: sums, progress, and its end once none is open. One that somebody else holds is left.';

create function follow_history_fetch_parent(parent int8, most int) returns int language plpgsql as $$
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
comment on function follow_history_fetch_parent(int8, int) is 'Lets up to so many children follow the pause, resume or cancellation of their parent; returns how many did. Sets children_behind while some have yet to.';

create or replace function history_fetch_task_cascade() returns trigger language plpgsql as $$
declare
  parent record;
begin
  if new.parent_task_id is null then
    -- What one statement moves at once; the rest follows by the heartbeats of the bots (children_behind).
    perform follow_history_fetch_parent(new.id, 500);
    return null;
  end if;
  -- A child that is retried alone opens its parent again, which then ends with its last child. The lock comes first:
  -- whoever ends the parent holds it too, and what is read after it is what he left.
  select status, children_behind into parent from history_fetch_tasks where id = new.parent_task_id for no key update;
  if parent.status = 'cancelled' and parent.children_behind then
    raise exception 'task % is still being cancelled', new.parent_task_id
      using errcode = 'object_in_use', hint = 'Try again in some seconds.';
  end if;
  update history_fetch_tasks set status = 'running', fanned_out_at = coalesce(fanned_out_at, now())
    where id = new.parent_task_id and status in ('completed', 'warning', 'failed', 'cancelled');
  return null;
end $$;
comment on function history_fetch_task_cascade() is 'Cancels, pauses and resumes the children of a task with it; reopens a parent for a retried child.';
drop trigger history_fetch_task_cascade on history_fetch_tasks;
-- Not for the everyday changes of a worker: claiming, settling.
create trigger history_fetch_parent_changed after update of status on history_fetch_tasks
  for each row when (new.parent_task_id is null and old.status is distinct from new.status
    and (new.status in ('cancelled', 'paused') or old.status = 'paused'))
  execute function history_fetch_task_cascade();
create trigger history_fetch_child_retried after update of status on history_fetch_tasks
  for each row when (new.parent_task_id is not null and new.status = 'pending'
    and old.status in ('completed', 'warning', 'failed', 'cancelled'))
  execute function history_fetch_task_cascade();

-- What was written before options were looked at would fetch a whole server by mistake.
update history_fetch_tasks set status = 'cancelled', status_reason = 'request_refused',
    error_message = history_fetch_options_fault(options)
  where status in ('pending', 'paused') and history_fetch_options_fault(options) is not null;

-- Down Migration
drop trigger history_fetch_parent_changed on history_fetch_tasks;
drop trigger history_fetch_child_retried on history_fetch_tasks;
drop trigger history_fetch_options_inserted on history_fetch_tasks;
drop trigger history_fetch_options_updated on history_fetch_tasks;
drop trigger history_fetch_counters_refused on history_fetch_tasks;
alter table history_fetch_tasks drop constraint history_fetch_tasks_counters_possible;
drop function follow_history_fetch_parent, refresh_history_fetch_parent, history_fetch_child_sums, refresh_history_fetch_reasons,
  history_fetch_options_check, history_fetch_options_fault, history_fetch_counters_refused;
update history_fetch_tasks set status_reason = null
  where status = 'pending' and status_reason in ('no_account', 'account_offline', 'scheduled', 'channel_busy', 'in_queue');
drop index history_fetch_tasks_open;
create unique index history_fetch_tasks_open on history_fetch_tasks (
  guild_id, coalesce(channel_id, 0), coalesce(parent_task_id, 0), mode,
  coalesce(after_message_id, 0), coalesce(before_message_id, 0), md5(coalesce(options ->> 'channelIds', '')))
  where status in ('pending', 'running', 'paused');
create or replace function history_fetch_task_fill() returns trigger language plpgsql as $$
declare
  known record;
begin
  if new.channel_id is not null and (new.guild_id is null or new.channel_name is null) then
    select guild_id, name into known from channels where id = new.channel_id;
    if found then
      if new.guild_id is not null and new.guild_id <> known.guild_id then
        raise exception 'channel % belongs to guild %, not to guild %', new.channel_id, known.guild_id, new.guild_id
          using errcode = 'check_violation', constraint = 'history_fetch_tasks_channel_of_guild';
      end if;
      new.guild_id := known.guild_id;
      new.channel_name := coalesce(new.channel_name, known.name);
    end if;
  end if;
  new.platform := case when new.guild_id >= 1000000000000000 then 'discord' else 'telegram' end;
  return new;
end $$;
comment on function history_fetch_task_fill() is 'Fills what follows from the ids of a new task; refuses a channel of another guild.';
create or replace function history_fetch_task_cascade() returns trigger language plpgsql as $$
begin
  -- A task with children takes them with it.
  if new.status = 'cancelled' then
    update history_fetch_tasks set status = 'cancelled', status_reason = 'parent_cancelled'
      where parent_task_id = new.id and status in ('pending', 'running', 'paused');
  elsif new.status = 'paused' then
    update history_fetch_tasks set status = 'paused', status_reason = 'parent_paused'
      where parent_task_id = new.id and status in ('pending', 'running');
  elsif old.status = 'paused' then
    update history_fetch_tasks set status = 'pending'
      where parent_task_id = new.id and status = 'paused' and status_reason = 'parent_paused';
  elsif new.status = 'pending' and new.parent_task_id is not null then
    -- A child that is retried alone opens its parent again, which then ends with its last child.
    update history_fetch_tasks set status = 'running', fanned_out_at = coalesce(fanned_out_at, now())
      where id = new.parent_task_id and status in ('completed', 'warning', 'failed', 'cancelled');
  end if;
  return null;
end $$;
comment on function history_fetch_task_cascade() is 'Cancels, pauses and resumes the children of a task with it; reopens a parent for a retried child.';
create trigger history_fetch_task_cascade after update of status on history_fetch_tasks
  for each row when (old.status is distinct from new.status
    and (new.status in ('cancelled', 'paused') or old.status in ('paused', 'completed', 'warning', 'failed', 'cancelled')))
  execute function history_fetch_task_cascade();
alter table history_fetch_tasks drop column children, drop column sums_at, drop column children_behind;
drop function history_fetch_waiting_reason, history_fetch_reader_fault;
select make_task_queue('history_fetch_tasks', 'guild_id', 'channel_id');
