-- Up Migration
-- Fetching files: one task per guild at a time. It fetches whatever of media_files is due there; before, it looks once
-- through the messages that were archived before files were noted.

create table media_tasks (
  guild_id int8 not null default 0,
  files_stored int8 not null default 0,
  files_failed int8 not null default 0,
  bytes_stored int8 not null default 0
);
select make_task_queue('media_tasks', 'guild_id');
comment on table media_tasks is 'Downloads of files, one running task per guild; 0 stands for what belongs to no guild, such as avatars.';
comment on column media_tasks.guild_id is 'The guild whose files are fetched; 0: those that any account can fetch.';
comment on column media_tasks.key is 'The same number, so that one task runs per guild; null: beside others.';
comment on column media_tasks.files_stored is 'Files stored by this task.';
comment on column media_tasks.files_failed is 'Files that could not be had; each stands in media_files with its reason.';
comment on column media_tasks.bytes_stored is 'Bytes downloaded for the files that were stored.';

alter table channels add column media_noted_below int8;
comment on column channels.media_noted_below is 'Down to which message the archive was looked through for files that came before files were noted; null: not begun, 0: done.';
alter table guilds add column media_noted_at timestamptz;
comment on column guilds.media_noted_at is 'When all its messages had been looked through for files; null: not yet.';

-- Down Migration
alter table guilds drop column media_noted_at;
alter table channels drop column media_noted_below;
drop view tasks;
drop table media_tasks;
select show_all_tasks();
