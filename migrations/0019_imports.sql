-- Up Migration
-- Exports of other tools taken into the archive: the queue of imports, what each brought per channel, and the marks on
-- what is known from exports alone.

create table import_tasks (
  source text not null,
  name text not null default '',
  size_bytes int8,
  options jsonb not null default '{}',
  position jsonb not null default '{}',
  formats text[] not null default '{}',
  bytes_read int8 not null default 0,
  messages_read int8 not null default 0,
  messages_saved int8 not null default 0,
  messages_merged int8 not null default 0,
  messages_known int8 not null default 0,
  items_skipped int8 not null default 0,
  files_stored int8 not null default 0,
  constraint import_tasks_source_given check (source <> ''),
  constraint import_tasks_options_object check (jsonb_typeof(options) = 'object'),
  constraint import_tasks_position_object check (jsonb_typeof(position) = 'object')
);
select make_task_queue('import_tasks');
comment on table import_tasks is 'Exports to be taken into the archive. INSERT of a path that the bot can read (source) starts one.';
comment on column import_tasks.source is 'Where the export lies: upload:<uuid>, a folder below DATA_DIR/imports; else the absolute path of a file or folder on the bot''s machine.';
comment on column import_tasks.name is 'What people call it: the name of the file or folder.';
comment on column import_tasks.size_bytes is 'Size of all its files; null until it was looked at.';
comment on column import_tasks.options is 'dryRun (only tell what would come), isComplete (the operator vouches that the export holds all messages of its range: it then counts as covered).';
comment on column import_tasks.position is 'What is done: {file, parts}, the files and the parts of the next one that are stored. All that a resume reads.';
comment on column import_tasks.formats is 'The formats that were found, by their codes.';
comment on column import_tasks.bytes_read is 'Bytes of its files that are done.';
comment on column import_tasks.messages_read is 'Messages read; for a dry run, those that it would read.';
comment on column import_tasks.messages_saved is 'Of these, newly archived.';
comment on column import_tasks.messages_merged is 'Of these, archived already, to which it added something.';
comment on column import_tasks.messages_known is 'Of these, archived already in full.';
comment on column import_tasks.items_skipped is 'What could not be taken, see import_problems.';
comment on column import_tasks.files_stored is 'Files beside the export that were stored.';
comment on column import_tasks.lane is 'Always 0: any worker that can read the source will do.';
comment on column import_tasks.key is 'Null: imports run beside each other.';

create table import_channels (
  task_id int8 not null references import_tasks (id) on delete cascade,
  channel_id int8 not null,
  guild_id int8 not null,
  guild_name text not null,
  channel_name text not null,
  is_new boolean not null,
  messages_read int8 not null default 0,
  messages_saved int8 not null default 0,
  messages_merged int8 not null default 0,
  messages_known int8 not null default 0,
  items_skipped int8 not null default 0,
  files_stored int8 not null default 0,
  first_message_id int8,
  last_message_id int8,
  primary key (task_id, channel_id)
)
with (fillfactor = 70);
comment on table import_channels is 'What an import brought (a dry run: would bring) to each channel.';
comment on column import_channels.task_id is 'The import.';
comment on column import_channels.channel_id is 'The channel.';
comment on column import_channels.guild_id is 'Its guild.';
comment on column import_channels.guild_name is 'Name of the guild as the export or the archive has it.';
comment on column import_channels.channel_name is 'Name of the channel as the export or the archive has it.';
comment on column import_channels.is_new is 'True when the archive did not know the channel before.';
comment on column import_channels.messages_read is 'Messages read.';
comment on column import_channels.messages_saved is 'Of these, newly archived.';
comment on column import_channels.messages_merged is 'Of these, archived already, to which it added something.';
comment on column import_channels.messages_known is 'Of these, archived already in full.';
comment on column import_channels.items_skipped is 'What could not be taken.';
comment on column import_channels.files_stored is 'Files beside the export that were stored.';
comment on column import_channels.first_message_id is 'Oldest message read.';
comment on column import_channels.last_message_id is 'Newest message read.';

create table import_problems (
  task_id int8 not null references import_tasks (id) on delete cascade,
  file text not null,
  reason text not null,
  occurrences int8 not null,
  place text not null,
  message text not null,
  primary key (task_id, file, reason)
);
comment on table import_problems is 'What an import could not take, once per file and reason.';
comment on column import_problems.task_id is 'The import.';
comment on column import_problems.file is 'The file, as it is called in the export.';
comment on column import_problems.reason is 'Code of the reason.';
comment on column import_problems.occurrences is 'How often.';
comment on column import_problems.place is 'Where it was first met: byte and line of a text, row of a table, or the item''s id.';
comment on column import_problems.message is 'The first of them in a sentence.';

alter table guilds add column is_imported boolean not null default false;
comment on column guilds.is_imported is 'True while it is known from exports alone: no account of ours has seen it.';
alter table channels
  add column is_imported boolean not null default false,
  add column imported_at timestamptz;
comment on column channels.is_imported is 'True while it is known from exports alone: no account of ours has seen it.';
comment on column channels.imported_at is 'When an import last stored messages in it; null when never.';
alter table authors add column is_imported boolean not null default false;
comment on column authors.is_imported is 'True while the author is known from exports alone: the platform has told us nothing of them.';

-- Down Migration
alter table authors drop column is_imported;
alter table channels drop column imported_at, drop column is_imported;
alter table guilds drop column is_imported;
drop view tasks;
drop table import_problems, import_channels, import_tasks;
select show_all_tasks();
