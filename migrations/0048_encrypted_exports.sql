-- Up Migration
-- Exports that only who knows a passphrase, or holds a key, can open: in the format of age (age-encryption.org/v1).

alter table export_tasks
  add column is_encrypted boolean not null default false,
  add column passphrase_sealed text,
  add column encrypt_to text,
  add constraint export_tasks_encrypt_to_key check (encrypt_to ~ '^age1[02-9ac-hj-np-z]{58}$'),
  add constraint export_tasks_encrypted_one_way check (not (is_encrypted and encrypt_to is not null));
comment on column export_tasks.is_encrypted is 'The finished file is encrypted with a passphrase; asked for by the console, which seals it.';
comment on column export_tasks.passphrase_sealed is 'The passphrase, sealed with ENCRYPTION_KEY; wiped when the task is over, however it ends.';
comment on column export_tasks.encrypt_to is 'The finished file is encrypted to this public key (age1…), of which only its owner has the other half; null: it is not.';

alter table schedules
  add column export_encrypt_to text,
  add constraint schedules_export_encrypt_to_key check (export_encrypt_to ~ '^age1[02-9ac-hj-np-z]{58}$');
comment on column schedules.export_encrypt_to is 'Of kind export: its files are encrypted to this public key (age1…); null: they are not.';

create function export_passphrase_wiped() returns trigger language plpgsql as $$
begin
  new.passphrase_sealed := null;
  return new;
end $$;
comment on function export_passphrase_wiped() is 'A passphrase is known no longer than its export takes.';
create trigger export_passphrase_wiped before update on export_tasks for each row
  when (new.status in ('completed', 'warning', 'failed', 'cancelled') and new.passphrase_sealed is not null)
  execute function export_passphrase_wiped();

-- Down Migration
-- Exports that were to be encrypted and are not whole would be written in the clear: they end here.
update export_tasks set status = 'cancelled' where (is_encrypted or encrypt_to is not null) and status in ('pending', 'running', 'paused');
update schedules set enabled = false where export_encrypt_to is not null;
drop trigger export_passphrase_wiped on export_tasks;
drop function export_passphrase_wiped;
alter table export_tasks drop column is_encrypted, drop column passphrase_sealed, drop column encrypt_to;
alter table schedules drop column export_encrypt_to;
