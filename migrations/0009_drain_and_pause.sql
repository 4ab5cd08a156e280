-- Up Migration
-- What operators may tell the workers: to finish and take nothing new (workers.status), to leave a server alone for a
-- while (guilds.work_paused_at); and what they need to know when a task fails (task_attempts).

alter table guilds add column work_paused_at timestamptz;
comment on column guilds.work_paused_at is 'Since when no task of this guild is worked on: set it to pause all its work, to null to go on. Null normally.';
create index guilds_work_paused on guilds (id) where work_paused_at is not null;

comment on column workers.status is 'running, draining (takes no new tasks: it was told so by an UPDATE or is stopping), stopped. Set draining or running to drain a worker or undo it.';

-- Workers look at once instead of at their next beat.
create trigger task_control_worker after update of status on workers
  for each row when (old.status is distinct from new.status) execute function task_control();
create trigger task_control_guild after update of work_paused_at on guilds
  for each row when ((old.work_paused_at is null) is distinct from (new.work_paused_at is null)) execute function task_control();
create trigger task_wake_guild after update of work_paused_at on guilds
  for each row when (old.work_paused_at is not null and new.work_paused_at is null) execute function task_wake();

create table task_attempts (
  task_id int8 not null,
  fence int8 not null,
  attempt int not null,
  worker_id uuid not null,
  started_at timestamptz not null,
  ended_at timestamptz not null default now(),
  outcome text not null,
  reason text not null,
  message text not null,
  error jsonb not null,
  arguments jsonb not null,
  primary key (task_id, fence),
  constraint task_attempts_outcome_known check (outcome in ('retry', 'failed'))
);
comment on table task_attempts is 'The last ten failed attempts of each task, for whoever looks for the cause.';
comment on column task_attempts.task_id is 'The task, of whatever kind.';
comment on column task_attempts.fence is 'The claim under which it ran.';
comment on column task_attempts.attempt is 'Which attempt since the last progress.';
comment on column task_attempts.worker_id is 'The process that ran it.';
comment on column task_attempts.started_at is 'When it was claimed.';
comment on column task_attempts.ended_at is 'When it failed.';
comment on column task_attempts.outcome is 'retry: it is tried again. failed: it was the last one.';
comment on column task_attempts.reason is 'Code, as in status_reason.';
comment on column task_attempts.message is 'The same in a sentence for people.';
comment on column task_attempts.error is 'The error with its stack and causes: {name, message, code, stack, cause}; secrets removed.';
comment on column task_attempts.arguments is 'What the task was asked to do, as the worker read it.';

-- Down Migration
drop table task_attempts;
drop trigger task_wake_guild on guilds;
drop trigger task_control_guild on guilds;
drop trigger task_control_worker on workers;
comment on column workers.status is 'running, draining (finishing after a stop signal), stopped.';
drop index guilds_work_paused;
alter table guilds drop column work_paused_at;
