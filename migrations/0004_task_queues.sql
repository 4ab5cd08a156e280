-- Up Migration
-- Any table becomes a task queue by one call of make_task_queue; history_fetch_tasks is one of them. What nonsense is
-- refused, and with which words, stands here once for all queues (docs/state-machine.md).

-- One sequence for all queues: a task's number says which task is meant whatever its kind. History fetches own it, so
-- that emptying the tables starts it anew.
create sequence task_ids as int8;
comment on sequence task_ids is 'Numbers of tasks of every kind.';
select setval('task_ids', (select coalesce(max(id), 0) + 1 from history_fetch_tasks), false);
alter table history_fetch_tasks alter column id drop identity;
alter table history_fetch_tasks alter column id set default nextval('task_ids');
alter sequence task_ids owned by history_fetch_tasks.id;

-- True in a transaction that says so itself: a restore writes rows as they were.
create function is_restoring() returns boolean language sql stable as
  $$ select coalesce(current_setting('backscroll.restoring', true), '') = 'on' $$;
comment on function is_restoring() is 'Whether this transaction puts back stored tasks (SET LOCAL backscroll.restoring = on): the rules for what people and workers may write are then not asked.';

-- The state machine of a status change, whoever makes it: the worker, the API or a person in psql.
create or replace function task_status_change() returns trigger language plpgsql as $$
declare
  was_over constant boolean := old.status in ('completed', 'warning', 'failed', 'cancelled');
begin
  -- A resumed task whose children exist has nothing left to claim: it is running again through them.
  if new.status = 'pending' and old.status = 'paused' and new.fanned_out_at is not null then
    new.status := 'running';
  end if;
  if not (case
      when old.status = 'pending' then new.status in ('paused', 'cancelled')
        or (new.status = 'running' and new.fence > old.fence and new.lease_expires_at is not null)
      when old.status = 'running' then new.status in ('pending', 'paused', 'completed', 'warning', 'failed', 'cancelled')
      when old.status = 'paused' then new.status in ('pending', 'cancelled')
        or (new.status = 'running' and new.fanned_out_at is not null)
      -- Only a child that is retried opens its parent again, and that is a trigger's doing.
      else new.status = 'pending' or (new.status = 'running' and new.fanned_out_at is not null and pg_trigger_depth() > 1)
    end) and not is_restoring() then
    raise exception 'task % is %: it cannot become %', old.id, old.status, new.status using
      errcode = 'check_violation', table = tg_table_name, constraint = tg_table_name || '_transition',
      hint = case
        when old.status = 'pending' then 'Allowed: paused, cancelled. Running is set by the worker that claims it, under a lease.'
        when old.status = 'running' then 'Allowed: paused, cancelled, or pending to give it back to the queue. How it ended is written by its worker.'
        when old.status = 'paused' then 'Allowed: pending (it goes on), cancelled.'
        else 'Allowed: pending (it is done again; what is archived stays).' end;
  end if;
  if was_over and new.status = 'pending' then -- a retry starts with a clean slate; coverage keeps what was done
    new.attempts := 0;
    new.crash_count := 0;
    new.fanned_out_at := null;
    new.error_message := null;
    new.run_at := now();
  end if;
  if new.status_reason is not distinct from old.status_reason then
    new.status_reason := null;
  end if;
  if new.status <> 'running' then
    new.lease_expires_at := null;
    new.heartbeat_at := null;
    if new.status in ('pending', 'paused') then
      new.worker_id := null;
    end if;
  end if;
  new.completed_at := case when new.status in ('completed', 'warning', 'failed', 'cancelled') then now() end;
  new.updated_at := now();

  -- The everyday changes are not written into the timeline: the first claim shows in started_at, the end of a run in
  -- completed_at, status and status_reason. Those two would double the cost of every task.
  if (old.status = 'pending' and new.status = 'running' and old.started_at is null)
    or (old.status = 'running' and new.status in ('completed', 'warning', 'failed')) then
    return new;
  end if;
  if was_over and old.status <> 'cancelled' then -- completed_at is about to forget it
    new.timeline := new.timeline || jsonb_build_object('at', old.completed_at, 'from', 'running', 'to', old.status,
      'reason', old.status_reason, 'worker', old.worker_id, 'attempt', old.attempts);
  end if;
  new.timeline := new.timeline || jsonb_build_object('at', now(), 'from', old.status, 'to', new.status,
    'reason', new.status_reason, 'worker', coalesce(new.worker_id, old.worker_id), 'attempt', greatest(new.attempts, old.attempts));
  while jsonb_array_length(new.timeline) > 40 loop
    new.timeline := new.timeline - 0;
  end loop;
  return new;
end $$;
comment on function task_status_change() is 'Refuses impossible changes of a status; keeps a task consistent through the others: lease, completed_at, counters of a retry, timeline.';

create function task_insert_refused() returns trigger language plpgsql as $$
begin
  if is_restoring() then
    return new;
  end if;
  raise exception 'a new task cannot be %', new.status using
    errcode = 'check_violation', table = tg_table_name, constraint = tg_table_name || '_begins_waiting',
    hint = 'Leave out status, or give pending or paused; leases and ends are written by workers.';
end $$;
comment on function task_insert_refused() is 'Refuses a new task that pretends to be running or over.';

create function task_values_refused() returns trigger language plpgsql as $$
begin
  raise exception 'task %: %', new.id, case
      when new.priority < 0 then 'priority must not be negative'
      when new.max_attempts < 1 then 'max_attempts must be at least 1'
      else 'a counter must not be negative' end using
    errcode = 'check_violation', table = tg_table_name, constraint = tg_table_name || '_values',
    hint = 'Priority is 0 to 32767, 100 unless given; smaller runs first. Counters are 0 or more and are kept by workers.';
end $$;
comment on function task_values_refused() is 'Says in a sentence which number of a task is impossible.';

create function task_move_refused() returns trigger language plpgsql as $$
begin
  raise exception 'task % cannot be moved: its number, its lane and its key (% and %) stay as they were inserted', old.id, tg_argv[0], tg_argv[1] using
    errcode = 'check_violation', table = tg_table_name, constraint = tg_table_name || '_stays',
    hint = 'Cancel this task and insert another one.';
end $$;
comment on function task_move_refused() is 'Refuses to turn a task into one for something else.';

create function task_queues() returns table (kind text, queue text) language sql stable as $$
  select regexp_replace(c.relname, '_tasks$', ''), c.relname::text
  from pg_trigger t join pg_class c on c.oid = t.tgrelid
  where t.tgfoid = 'task_status_change'::regproc and not t.tgisinternal and c.relnamespace = 'public'::regnamespace
  order by 1
$$;
comment on function task_queues() is 'Every kind of task and the table that is its queue.';

create function make_task_queue(queue regclass, lane_column name default 'lane', key_column name default 'key')
returns void language plpgsql as $$
declare
  -- The bare name: queues stand in the schema public like everything else.
  bare constant text := (select relname from pg_class where oid = queue);
  part record;
begin
  for part in values
    ('id', 'int8 primary key default nextval(''task_ids'')', 'Task number, from the sequence all kinds share.'),
    (lane_column::text, 'int8 not null default 0', 'Whose tasks these are: workers claim only in the lanes they serve. 0 where any worker will do.'),
    (key_column::text, 'int8', 'What is worked on by one running task at a time; null = no limit.'),
    ('status', 'text not null default ''pending''', 'pending, running, paused, completed, warning (done, but not all of it), failed, cancelled.'),
    ('status_reason', 'text', 'Code of why it waits or how it ended.'),
    ('error_message', 'text', 'The same in a sentence for people.'),
    ('priority', 'int2 not null default 100', 'Smaller runs first; 100 unless given.'),
    ('run_at', 'timestamptz not null default now()', 'Not before this time.'),
    ('attempts', 'int not null default 0', 'Claims since the last progress that were not given back.'),
    ('max_attempts', 'int not null default 10', 'Failed for good after so many attempts without progress.'),
    ('crash_count', 'int not null default 0', 'Times a worker vanished while holding it, since the last progress.'),
    ('fence', 'int8 not null default 0', 'Grows with every claim; every write of a worker repeats it, so that a worker that lost the task writes nothing.'),
    ('worker_id', 'uuid', 'Process that holds it, or held it when it ended; null while it waits.'),
    ('lease_expires_at', 'timestamptz', 'When the claim ends unless extended.'),
    ('heartbeat_at', 'timestamptz', 'Last sign of life of the worker for this task.'),
    ('fanned_out_at', 'timestamptz', 'When all its child tasks were written; null before that and for tasks without children.'),
    ('progress', 'real not null default 0', 'Share that is done, 0 to 1.'),
    ('started_by', 'text', 'Who asked for it; null when written in SQL.'),
    ('timeline', 'jsonb not null default ''[]''', 'Its last 40 status changes beyond the first claim (started_at) and the end (completed_at), oldest first: [{at, from, to, reason, worker, attempt}].'),
    ('created_at', 'timestamptz not null default now()', 'When it was written.'),
    ('started_at', 'timestamptz', 'When it was first claimed.'),
    ('updated_at', 'timestamptz not null default now()', 'Last change of status or progress.'),
    ('completed_at', 'timestamptz', 'When it ended: completed, warning, failed or cancelled.')
  loop
    if not exists (select from pg_attribute where attrelid = queue and attname = part.column1 and not attisdropped) then
      execute format('alter table %s add column %I %s', queue, part.column1, part.column2);
      execute format('comment on column %s.%I is %L', queue, part.column1, part.column3);
    end if;
  end loop;

  for part in values
    ('status_known', 'status in (''pending'', ''running'', ''paused'', ''completed'', ''warning'', ''failed'', ''cancelled'')'),
    -- A task that runs through its children is held by no worker.
    ('lease_of_running', '(lease_expires_at is not null) = (status = ''running'' and fanned_out_at is null)'),
    ('end_of_ended', '(completed_at is not null) = (status in (''completed'', ''warning'', ''failed'', ''cancelled''))'),
    ('values_possible', 'priority >= 0 and attempts >= 0 and max_attempts >= 1 and crash_count >= 0 and fence >= 0'),
    ('progress_share', 'progress between 0 and 1')
  loop
    if not exists (select from pg_constraint where conrelid = queue and conname = bare || '_' || part.column1) then
      execute format('alter table %s add constraint %I check (%s)', queue, bare || '_' || part.column1, part.column2);
    end if;
  end loop;

  -- Heartbeats and progress update only columns that no index holds; with free space on each page those updates stay
  -- HOT and leave the indexes alone. An index on a lease column would end that.
  execute format('alter table %s set (fillfactor = 70)', queue);
  execute format('create index if not exists %I on %s (%I, priority, run_at, id) include (%I) where status = ''pending''',
    bare || '_due', queue, lane_column, key_column);
  -- Never two running tasks of one key, whoever claims. Tasks without a key stand for themselves, so that the index
  -- also lists all that runs.
  execute format('create unique index if not exists %I on %s (coalesce(%I, -id)) where status = ''running''',
    bare || '_one_per_key', queue, key_column);
  -- What was in hand at two deaths of workers in a row is claimed with care: nearly always empty.
  execute format('create index if not exists %I on %s (id) where status = ''pending'' and crash_count >= 2',
    bare || '_suspects', queue);
  execute format('create index if not exists %I on %s (status, id desc)', bare || '_list', queue);
  execute format('create index if not exists %I on %s (completed_at desc) where status = ''completed''',
    bare || '_completed', queue);

  execute format($ddl$
    create or replace trigger task_insert_refused before insert on %1$s for each row
      when (new.status not in ('pending', 'paused')) execute function task_insert_refused();
    create or replace trigger task_values_refused before insert or update on %1$s for each row
      when (new.priority < 0 or new.attempts < 0 or new.max_attempts < 1 or new.crash_count < 0 or new.fence < 0)
      execute function task_values_refused();
    create or replace trigger task_move_refused before update of id, %2$I, %3$I on %1$s for each row
      when (old.id <> new.id or old.%2$I is distinct from new.%2$I or old.%3$I is distinct from new.%3$I)
      execute function task_move_refused(%2$L, %3$L);
    create or replace trigger task_status_change before update of status on %1$s for each row
      when (old.status is distinct from new.status) execute function task_status_change();
    create or replace trigger task_wake_inserted after insert on %1$s for each statement execute function task_wake();
    create or replace trigger task_wake_updated after update of status on %1$s for each row
      when (new.status = 'pending' and old.status <> 'pending') execute function task_wake();
    create or replace trigger task_control_updated after update of status on %1$s for each row
      when (new.status in ('cancelled', 'paused') and old.status <> new.status) execute function task_control();
    create or replace trigger task_control_deleted after delete on %1$s for each statement execute function task_control();
    $ddl$, queue, lane_column, key_column);
  perform show_all_tasks();
end $$;
comment on function make_task_queue(regclass, name, name) is 'Turns a table into a task queue: adds the columns it lacks, CHECKs, indexes and triggers, and lists its rows in the view tasks. Give the columns that are its lane and its key when they have names of their own. Safe to repeat.';

create function show_all_tasks() returns void language plpgsql as $$
declare
  parts text;
begin
  select string_agg(format(
      'select %L::text as kind, id, %s as parent_task_id, %I as lane, %I as key, status, status_reason, error_message, priority, run_at,
         attempts, max_attempts, crash_count, fence, worker_id, lease_expires_at, heartbeat_at, fanned_out_at, progress, started_by, timeline,
         created_at, started_at, updated_at, completed_at, to_jsonb(%I) as task from %I',
      q.kind, case when p.attname is null then 'null::int8' else 'parent_task_id' end,
      -- The trigger knows what is lane and what is key.
      split_part(encode(t.tgargs, 'escape'), '\000', 1), split_part(encode(t.tgargs, 'escape'), '\000', 2),
      q.queue, q.queue), e'\nunion all\n' order by q.kind)
    into parts
    from task_queues() q
    join pg_trigger t on t.tgrelid = q.queue::regclass and t.tgname = 'task_move_refused'
    left join pg_attribute p on p.attrelid = q.queue::regclass and p.attname = 'parent_task_id' and not p.attisdropped;
  drop view if exists tasks;
  execute 'create view tasks as ' || parts;
  comment on view tasks is 'The tasks of all kinds: what every queue has, and the whole row as JSON in task. Made anew by make_task_queue.';
  comment on column tasks.kind is 'What it does; the queue is the table of that name with _tasks behind it.';
  comment on column tasks.task is 'All columns of its own table.';
end $$;
comment on function show_all_tasks() is 'Makes the view tasks over all queues.';

-- What was set to running by hand never had a lease; the next claim finds it.
update history_fetch_tasks set status = 'pending' where status = 'running' and fanned_out_at is null and lease_expires_at is null;
update history_fetch_tasks set lease_expires_at = null where fanned_out_at is not null and lease_expires_at is not null;
update history_fetch_tasks set priority = 0 where priority < 0;
alter index history_fetch_tasks_one_per_channel rename to history_fetch_tasks_one_per_key;
select make_task_queue('history_fetch_tasks', 'guild_id', 'channel_id');

-- Down Migration
drop view tasks;
drop index history_fetch_tasks_suspects;
drop trigger task_insert_refused on history_fetch_tasks;
drop trigger task_values_refused on history_fetch_tasks;
drop trigger task_move_refused on history_fetch_tasks;
drop function make_task_queue, show_all_tasks, task_queues, task_insert_refused, task_values_refused, task_move_refused;
alter table history_fetch_tasks
  drop constraint history_fetch_tasks_lease_of_running,
  drop constraint history_fetch_tasks_end_of_ended,
  drop constraint history_fetch_tasks_values_possible;
alter index history_fetch_tasks_one_per_key rename to history_fetch_tasks_one_per_channel;
alter table history_fetch_tasks alter column id drop default;
drop sequence task_ids;
alter table history_fetch_tasks alter column id add generated by default as identity;
select setval(pg_get_serial_sequence('history_fetch_tasks', 'id'), (select coalesce(max(id), 0) + 1 from history_fetch_tasks), false);

create or replace function task_status_change() returns trigger language plpgsql as $$
declare
  was_over constant boolean := old.status in ('completed', 'warning', 'failed', 'cancelled');
begin
  -- A resumed task whose children exist has nothing left to claim: it is running again through them.
  if new.status = 'pending' and old.status = 'paused' and new.fanned_out_at is not null then
    new.status := 'running';
  end if;
  if was_over and new.status = 'pending' then -- a retry starts with a clean slate; coverage keeps what was done
    new.attempts := 0;
    new.crash_count := 0;
    new.fanned_out_at := null;
    new.error_message := null;
    new.run_at := now();
  end if;
  if new.status_reason is not distinct from old.status_reason then
    new.status_reason := null;
  end if;
  if new.status <> 'running' then
    new.lease_expires_at := null;
    new.heartbeat_at := null;
    if new.status in ('pending', 'paused') then
      new.worker_id := null;
    end if;
  end if;
  new.completed_at := case when new.status in ('completed', 'warning', 'failed', 'cancelled') then now() end;
  new.updated_at := now();

  -- The everyday changes are not written into the timeline: the first claim shows in started_at, the end of a run in
  -- completed_at, status and status_reason. Those two would double the cost of every task.
  if (old.status = 'pending' and new.status = 'running' and old.started_at is null)
    or (old.status = 'running' and new.status in ('completed', 'warning', 'failed')) then
    return new;
  end if;
  if was_over and old.status <> 'cancelled' then -- completed_at is about to forget it
    new.timeline := new.timeline || jsonb_build_object('at', old.completed_at, 'from', 'running', 'to', old.status,
      'reason', old.status_reason, 'worker', old.worker_id, 'attempt', old.attempts);
  end if;
  new.timeline := new.timeline || jsonb_build_object('at', now(), 'from', old.status, 'to', new.status,
    'reason', new.status_reason, 'worker', coalesce(new.worker_id, old.worker_id), 'attempt', greatest(new.attempts, old.attempts));
  while jsonb_array_length(new.timeline) > 40 loop
    new.timeline := new.timeline - 0;
  end loop;
  return new;
end $$;
comment on function task_status_change() is 'Keeps a task consistent when its status changes: lease, completed_at, counters of a retry, timeline.';
drop function is_restoring;
