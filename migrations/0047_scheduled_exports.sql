-- Up Migration
-- Scheduled exports: a kind of schedules, where an export goes when it is whole, and how many of a schedule are kept.

alter table schedules
  add column export_format text not null default 'html',
  add column export_files text not null default 'linked',
  add column export_days int,
  add column export_destination text not null default 'folder',
  add column export_folder text not null default '',
  add column export_keep int not null default 10,
  drop constraint schedules_kind_known,
  add constraint schedules_kind_known check (kind in ('history_fetch', 'export')),
  add constraint schedules_export_format_known check (export_format in ('json', 'jsonl', 'html', 'csv', 'txt', 'parquet')),
  add constraint schedules_export_files_known check (export_files in ('included', 'linked', 'left_out')),
  add constraint schedules_export_days_possible check (export_days between 1 and 36500),
  add constraint schedules_export_destination_known check (export_destination in ('download', 'folder', 's3')),
  add constraint schedules_export_folder_plain check (export_folder ~ '^([A-Za-z0-9][A-Za-z0-9._-]{0,63})?$'),
  add constraint schedules_export_keep_possible check (export_keep between 1 and 1000),
  add constraint schedules_export_is_no_fetch check (kind <> 'export'
    or (mode = 'fill' and newest_days is null and after_message_id is null and before_message_id is null));
comment on column schedules.kind is 'What kind of task it enqueues: history_fetch, export.';
comment on column schedules.export_format is 'Of kind export: json, jsonl, html, csv, txt, parquet.';
comment on column schedules.export_files is 'Of kind export: files are included, linked, left_out.';
comment on column schedules.export_days is 'Of kind export: only the messages of so many days before each run; null for all.';
comment on column schedules.export_destination is 'Of kind export: folder (DATA_DIR/scheduled-exports), s3 (the bucket of stored files), download (kept for the console as any export).';
comment on column schedules.export_folder is 'Of kind export: the folder there; empty for schedule-<id>.';
comment on column schedules.export_keep is 'Of kind export: so many finished ones are kept; older ones are removed when another is finished.';
create trigger schedule_export_changed before update of kind, export_format, export_files, export_days, export_destination, export_folder, export_keep
  on schedules for each row execute function schedule_fill();

alter table export_tasks
  add column schedule_id int8 references schedules (id) on delete set null,
  add column destination text not null default 'download',
  add column folder text not null default '',
  add column delivered_path text,
  add constraint export_tasks_destination_known check (destination in ('download', 'folder', 's3')),
  add constraint export_tasks_folder_plain check (folder ~ '^([A-Za-z0-9][A-Za-z0-9._-]{0,63})?$');
create index export_tasks_schedule on export_tasks (schedule_id, id) where schedule_id is not null;
comment on column export_tasks.schedule_id is 'The schedule that asked for it; null otherwise. Of one schedule one export is open at a time.';
comment on column export_tasks.destination is 'Where the finished file goes: download (DATA_DIR/exports, for EXPORT_KEEP_DAYS), folder (DATA_DIR/scheduled-exports), s3 (the bucket of stored files, below exports/).';
comment on column export_tasks.folder is 'The folder there; empty for export-<id>.';
comment on column export_tasks.delivered_path is 'Where the finished file lies at its destination; null for download, and until it is there.';
comment on column export_tasks.expires_at is 'When its files are removed; null until it is whole, and for what a schedule keeps by number.';

-- Down Migration
-- What a schedule of exports does is known to the newer version alone; the exports themselves stay.
delete from schedules where kind = 'export';
drop index export_tasks_schedule;
alter table export_tasks
  drop column schedule_id, drop column destination, drop column folder, drop column delivered_path;
comment on column export_tasks.expires_at is 'When its files are removed; null until it is whole.';
drop trigger schedule_export_changed on schedules;
alter table schedules
  drop constraint schedules_export_is_no_fetch,
  drop constraint schedules_kind_known,
  add constraint schedules_kind_known check (kind in ('history_fetch')),
  drop column export_format, drop column export_files, drop column export_days, drop column export_destination,
  drop column export_folder, drop column export_keep;
comment on column schedules.kind is 'What kind of task it enqueues: history_fetch.';
