-- Up Migration
-- Who reacted and who voted: one list per reaction and per answer of a poll, for the servers that ask for it. A list is
-- noted by what stores the message, read later by the bot as work of its own, and kept true by what is heard live
-- (docs/notes/0060).

alter table guilds
  add column keeps_responses boolean not null default false,
  add column responses_noted_at timestamptz;
comment on column guilds.keeps_responses is 'Whether it is kept who reacted and voted. Costs the platform''s requests, one per hundred people and list.';
comment on column guilds.responses_noted_at is 'When all its messages had been looked through for reactions and polls; null: not yet, or not kept.';
alter table channels add column responses_noted_below int8;
comment on column channels.responses_noted_below is 'Down to which message the archive was looked through for reactions and polls; null: not begun, 0: done.';

create table response_lists (
  channel_id int8 not null,
  message_id int8 not null,
  kind text not null,
  item text not null,
  guild_id int8 not null,
  expected int not null,
  expected_burst int not null default 0,
  status text not null default 'pending',
  reason text,
  attempts int2 not null default 0,
  next_try_at timestamptz not null default now(),
  changes int8 not null default 0,
  read_at timestamptz,
  primary key (channel_id, message_id, kind, item),
  foreign key (channel_id, message_id) references messages (channel_id, id) on delete cascade,
  constraint response_lists_kind_known check (kind in ('reaction', 'vote')),
  constraint response_lists_status_known check (status in ('pending', 'read', 'failed')),
  constraint response_lists_reason_of_status check (status <> 'failed' or reason is not null)
)
-- A row is written twice or more often: noted, then read.
with (fillfactor = 80);
create index response_lists_due on response_lists (guild_id, message_id) where status = 'pending';
comment on table response_lists is 'Whether it is known who gave a reaction or voted for an answer. Rows exist in servers that keep it (guilds.keeps_responses).';
comment on column response_lists.channel_id is 'Channel of the message.';
comment on column response_lists.message_id is 'The message.';
comment on column response_lists.kind is 'reaction, vote (in a poll).';
comment on column response_lists.item is 'The emoji as in reactions.emoji, or the number of the answer.';
comment on column response_lists.guild_id is 'Guild of the channel.';
comment on column response_lists.expected is 'How many there are by the count that was told last.';
comment on column response_lists.expected_burst is 'How many of them are super reactions.';
comment on column response_lists.status is 'pending (to be read), read (complete, and kept so by what is heard), failed (cannot be had; see reason).';
comment on column response_lists.reason is 'Code of why it failed or is tried again: gone, no_access, changing; null while nothing went wrong.';
comment on column response_lists.attempts is 'How often it was tried since it was noted.';
comment on column response_lists.next_try_at is 'Not before this time, while it is pending.';
comment on column response_lists.changes is 'Grows with everything that is heard of it: what was read before the last change is not the whole list.';
comment on column response_lists.read_at is 'When it was read or heard completely; null: never.';

create table responses (
  channel_id int8 not null,
  message_id int8 not null,
  kind text not null,
  item text not null,
  user_id int8 not null,
  is_burst boolean not null default false,
  primary key (channel_id, message_id, kind, item, user_id, is_burst),
  foreign key (channel_id, message_id, kind, item)
    references response_lists (channel_id, message_id, kind, item) on delete cascade
);
create index responses_of_person on responses (user_id);
comment on table responses is 'Who gave which reaction and who voted for which answer.';
comment on column responses.channel_id is 'Channel of the message.';
comment on column responses.message_id is 'The message.';
comment on column responses.kind is 'reaction, vote (in a poll).';
comment on column responses.item is 'The emoji as in reactions.emoji, or the number of the answer.';
comment on column responses.user_id is 'The person.';
comment on column responses.is_burst is 'True for a super reaction; one person may give both.';

create table response_tasks (
  guild_id int8 not null,
  lists_read int8 not null default 0,
  requests_sent int8 not null default 0
);
select make_task_queue('response_tasks', 'guild_id');
comment on table response_tasks is 'Reading who reacted and voted, one running task per guild. The bot writes one where lists are due; it gives way to fetches that people asked for.';
comment on column response_tasks.guild_id is 'The guild whose lists are read.';
comment on column response_tasks.key is 'The same number, so that one task runs per guild; null: beside others.';
comment on column response_tasks.lists_read is 'Lists read by this task.';
comment on column response_tasks.requests_sent is 'Requests it sent.';

-- Down Migration
drop view tasks;
drop table response_tasks, responses, response_lists;
alter table channels drop column responses_noted_below;
alter table guilds drop column keeps_responses, drop column responses_noted_at;
select show_all_tasks();
