-- Up Migration
-- Forgetting: who and what is not stored any more, the queue of erasures, and the record of who asked for what.

create sequence forgotten_changes;
comment on sequence forgotten_changes is 'Grows with every change of the table forgotten, so that whoever keeps a copy of it in memory knows when it is old.';

create table forgotten (
  digest bytea primary key,
  kind text not null,
  erased boolean not null,
  subject_id int8,
  note text,
  created_by text,
  created_at timestamptz not null default now(),
  constraint forgotten_kind_known check (kind in ('person', 'message', 'channel', 'guild')),
  constraint forgotten_digest_whole check (octet_length(digest) = 32),
  constraint forgotten_erased_is_nameless check (not erased or subject_id is null)
);
create index forgotten_list on forgotten (created_at desc, digest) where kind <> 'message';
create unique index forgotten_subject on forgotten (kind, subject_id) where subject_id is not null;
comment on table forgotten is 'What is not stored from now on, whoever brings it: fetches, live events, imports. The one way into the archive asks this table (bot/forgetting).';
comment on column forgotten.digest is 'HMAC-SHA-256 of what is meant (person:discord:ID, message:CHANNEL:ID, channel:ID, guild:ID), with a key that does not stand in the database (FORGETTING_KEY).';
comment on column forgotten.kind is 'person, message, channel, guild.';
comment on column forgotten.erased is 'True when what was stored is erased as well; of a person who only opted out, false.';
comment on column forgotten.subject_id is 'Platform id of a person who opted out and whose earlier messages stay; null once erased.';
comment on column forgotten.note is 'What the operator wrote beside it; null for nothing.';
comment on column forgotten.created_by is 'Who asked for it; null when written in SQL.';
comment on column forgotten.created_at is 'Since when nothing of it is stored.';

-- Whoever stores holds this lock shared and then asks the table (core/database/forgetting/forgotten.ts): a change waits
-- for those who asked before it, so that nobody stores by an answer that is no longer true.
create function forgotten_changes() returns trigger language plpgsql as $$
begin
  perform pg_advisory_xact_lock(hashtextextended('backscroll:forgotten', 0));
  perform nextval('forgotten_changes');
  return null;
end $$;
comment on function forgotten_changes() is 'Waits for all who are storing, and tells that the table forgotten has changed.';
create trigger forgotten_changes before insert or update or delete or truncate on forgotten
  for each statement execute function forgotten_changes();

create table erasure_tasks (
  subject text not null,
  person_id int8,
  guild_id int8,
  channel_id int8,
  message_id int8,
  erases boolean not null default true,
  note text,
  key int8 default 1,
  phase text not null default 'waiting',
  done_channel_id int8,
  counts jsonb not null default '{}',
  digest bytea,
  traces jsonb,
  columns_scanned int,
  verified_at timestamptz,
  constraint erasure_tasks_subject_known check (subject in ('person', 'message', 'channel', 'guild')),
  constraint erasure_tasks_phase_known check (phase in ('waiting', 'erasing', 'verifying', 'done')),
  constraint erasure_tasks_place check (phase = 'done' or case subject
    when 'person' then person_id is not null
    when 'message' then channel_id is not null and message_id is not null
    when 'channel' then channel_id is not null
    else guild_id is not null end),
  constraint erasure_tasks_opt_out_of_people check (erases or subject = 'person')
);
select make_task_queue('erasure_tasks');
comment on table erasure_tasks is 'What is to be forgotten, by the bot: one at a time. Whom and what it concerned is gone from the row once it is done.';
comment on column erasure_tasks.subject is 'person, message, channel, guild.';
comment on column erasure_tasks.person_id is 'Platform id of the person; null for other subjects and once done.';
comment on column erasure_tasks.guild_id is 'The guild; null once done.';
comment on column erasure_tasks.channel_id is 'The channel, or that of the message; null once done.';
comment on column erasure_tasks.message_id is 'The message; null once done.';
comment on column erasure_tasks.erases is 'False: what is stored stays, only nothing new is stored (people).';
comment on column erasure_tasks.note is 'For the list of what is forgotten.';
comment on column erasure_tasks.key is '1: erasures run one after the other.';
comment on column erasure_tasks.phase is 'waiting, erasing, verifying, done.';
comment on column erasure_tasks.done_channel_id is 'Channels up to this one have been looked through for mentions; null before the first.';
comment on column erasure_tasks.counts is 'What was erased so far, by kind: {messages, versions, attachments, files, reactions, names, members, mentions, …}.';
comment on column erasure_tasks.digest is 'Its row in the table forgotten.';
comment on column erasure_tasks.traces is 'What the scan still found, by table and column; {} = nothing. Null before the first scan.';
comment on column erasure_tasks.columns_scanned is 'Columns of all tables the scan looked into.';
comment on column erasure_tasks.verified_at is 'When the scan ended.';

create table audit_log (
  id int8 generated by default as identity primary key,
  at timestamptz not null default now(),
  actor text not null,
  action text not null,
  subject text,
  details jsonb not null default '{}',
  address text,
  request_id text
);
create index audit_log_action on audit_log (action, id desc);
comment on table audit_log is 'Who did what that cannot be undone or concerns people: by whom, when, how much. Never what it said.';
comment on column audit_log.id is 'Our number; grows with time.';
comment on column audit_log.at is 'When.';
comment on column audit_log.actor is 'Who: console, sql, or the name of what did it.';
comment on column audit_log.action is 'What: erasure.requested, erasure.completed, opt_out.requested, opt_out.added, opt_out.lifted.';
comment on column audit_log.subject is 'What it concerned, without naming anybody: the task, or the kind and the first digits of its digest.';
comment on column audit_log.details is 'Counts and settings.';
comment on column audit_log.address is 'Client address, where it is known.';
comment on column audit_log.request_id is 'Number of the request in the log.';

alter table guilds
  add column members_listed_at timestamptz,
  add column members_error text;
comment on column guilds.members_listed_at is 'When its members were last listed completely; null when never.';
comment on column guilds.members_error is 'Why its members could not be listed: not_allowed (the account may not), unavailable; null when they could.';
create index member_events_of_person on member_events (user_id, guild_id, id);
create index members_of_person on members (user_id);

-- Down Migration
drop index members_of_person, member_events_of_person;
alter table guilds drop column members_listed_at, drop column members_error;
drop view tasks;
drop table audit_log, erasure_tasks, forgotten;
drop function forgotten_changes;
drop sequence forgotten_changes;
select show_all_tasks();
