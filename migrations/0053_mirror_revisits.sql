-- Up Migration
-- What was edited or deleted on Discord while nobody listened is told by no event: what was mirrored from there is read again
-- after each interruption (docs/notes/0073).

alter table mirrors add column revisited_at timestamptz;
comment on column mirrors.revisited_at is 'When the bot last asked for what it has mirrored from Discord to be read again, for edits and deletions that no event told of; null: not yet.';

-- Down Migration
alter table mirrors drop column revisited_at;
