-- Up Migration
-- Exports: what is taken out of the archive as files, their queue, and what each of them holds.

create table export_tasks (
  name text not null default '',
  format text not null default 'json',
  guild_id int8,
  channel_ids int8[],
  person_id int8,
  query text,
  timezone text not null default 'UTC',
  after_at timestamptz,
  before_at timestamptz,
  files text not null default 'linked',
  is_exact boolean not null default true,
  partition_messages int,
  partition_bytes int8,
  file_names text not null default '%G - %T - %C [%c]',
  keep_days int,
  frozen_at timestamptz,
  plan jsonb,
  position jsonb not null default '{}',
  messages_total int8,
  messages_written int8 not null default 0,
  bytes_written int8 not null default 0,
  files_missing int8 not null default 0,
  result_name text,
  result_bytes int8,
  expires_at timestamptz,
  stale_at timestamptz,
  removed_at timestamptz,
  constraint export_tasks_format_known check (format in ('json', 'jsonl', 'html', 'csv', 'txt', 'parquet')),
  constraint export_tasks_files_known check (files in ('included', 'linked', 'left_out')),
  constraint export_tasks_something_chosen
    check (guild_id is not null or channel_ids is not null or person_id is not null or query is not null),
  constraint export_tasks_partitions_positive check (partition_messages > 0 and partition_bytes > 0),
  constraint export_tasks_kept_some_time check (keep_days > 0)
);
select make_task_queue('export_tasks');
create index export_tasks_kept on export_tasks (expires_at) where removed_at is null;
comment on table export_tasks is 'What is to be taken out of the archive as files. INSERT of a guild_id, channel_ids, person_id or query starts one.';
comment on column export_tasks.name is 'What people call it: the name of the file that is downloaded; empty for one made of its choice.';
comment on column export_tasks.format is 'json (the schema of DiscordChatExporter, for Telegram that of Telegram Desktop), jsonl, html, csv, txt, parquet.';
comment on column export_tasks.guild_id is 'Only this server or chat; null for any.';
comment on column export_tasks.channel_ids is 'Only these channels and the threads in them; null for all.';
comment on column export_tasks.person_id is 'Only what this person wrote; null for everybody.';
comment on column export_tasks.query is 'Only what this search finds, in the language of the page Search; null for everything.';
comment on column export_tasks.timezone is 'IANA time zone in which the search reads its dates, and TXT, CSV and HTML write theirs.';
comment on column export_tasks.after_at is 'Only messages sent at or after this time.';
comment on column export_tasks.before_at is 'Only messages sent before this time.';
comment on column export_tasks.files is 'included (stored files lie beside the export), linked (their addresses at the platform), left_out.';
comment on column export_tasks.is_exact is 'JSON also carries, under one key that other tools pass over, what their schemas have no place for; an import gives it back.';
comment on column export_tasks.partition_messages is 'A new file after so many messages; null: one file per channel.';
comment on column export_tasks.partition_bytes is 'A new file after so many bytes; null: one file per channel.';
comment on column export_tasks.file_names is 'Names of its files; tokens as in DiscordChatExporter: %g %G %t %T %c %C %p %P %a %b %d %%.';
comment on column export_tasks.keep_days is 'Days its files are kept; null for EXPORT_KEEP_DAYS.';
comment on column export_tasks.frozen_at is 'When it was first begun: nothing that was sent later is in it.';
comment on column export_tasks.plan is 'The channels in their order, each with the newest message that belongs to it; frozen at frozen_at.';
comment on column export_tasks.position is 'What is done: the channel, its whole files, the last message in them. All that a resume reads.';
comment on column export_tasks.messages_total is 'Messages it will hold, as counted at the start; null before.';
comment on column export_tasks.messages_written is 'Messages written so far.';
comment on column export_tasks.bytes_written is 'Size of the files written so far.';
comment on column export_tasks.files_missing is 'Attachments that were to be included and are not stored.';
comment on column export_tasks.result_name is 'Name of the file to download, below DATA_DIR/exports/<id>; null until it is whole.';
comment on column export_tasks.result_bytes is 'Its size.';
comment on column export_tasks.expires_at is 'When its files are removed; null until it is whole.';
comment on column export_tasks.stale_at is 'Since when it holds somebody or something that was erased: it is not given out any more, and its files go.';
comment on column export_tasks.removed_at is 'When its files were removed.';
comment on column export_tasks.lane is 'Always 0: any worker will do.';
comment on column export_tasks.key is 'Null: exports run beside each other.';

create table export_files (
  task_id int8 not null references export_tasks (id) on delete cascade,
  number int not null,
  path text not null,
  channel_id int8 not null,
  part int not null,
  messages int8 not null,
  size_bytes int8 not null,
  first_at timestamptz,
  last_at timestamptz,
  primary key (task_id, number)
);
comment on table export_files is 'Whole files of an export.';
comment on column export_files.task_id is 'The export.';
comment on column export_files.number is 'Place among its files, from 0.';
comment on column export_files.path is 'Its path within the export.';
comment on column export_files.channel_id is 'The channel whose messages it holds.';
comment on column export_files.part is 'Which file of the channel, from 1.';
comment on column export_files.messages is 'Messages in it.';
comment on column export_files.size_bytes is 'Its size.';
comment on column export_files.first_at is 'When its first message was sent.';
comment on column export_files.last_at is 'When its last message was sent.';

create table export_media (
  task_id int8 not null references export_tasks (id) on delete cascade,
  sha256 text not null,
  extension text not null,
  size_bytes int8 not null,
  primary key (task_id, sha256)
);
comment on table export_media is 'Stored files that go into an export.';
comment on column export_media.task_id is 'The export.';
comment on column export_media.sha256 is 'The file, by its content; it may be gone by the time the export is packed.';
comment on column export_media.extension is 'Ending of its name.';
comment on column export_media.size_bytes is 'Its size.';

create table export_hits (
  task_id int8 not null references export_tasks (id) on delete cascade,
  channel_id int8 not null,
  message_id int8 not null,
  primary key (task_id, channel_id, message_id)
);
comment on table export_hits is 'What the search of an export found when it began; emptied when it is done.';
comment on column export_hits.task_id is 'The export.';
comment on column export_hits.channel_id is 'Channel of the message.';
comment on column export_hits.message_id is 'The message.';

create table export_people (
  task_id int8 not null references export_tasks (id) on delete cascade,
  user_id int8 not null,
  primary key (task_id, user_id)
);
create index export_people_of_person on export_people (user_id);
comment on table export_people is 'Whom an export names: an erasure finds by it the exports that are out of date.';
comment on column export_people.task_id is 'The export.';
comment on column export_people.user_id is 'Somebody who wrote in it or is mentioned there.';

-- Down Migration
drop view tasks;
drop table export_people, export_hits, export_media, export_files, export_tasks;
select show_all_tasks();
