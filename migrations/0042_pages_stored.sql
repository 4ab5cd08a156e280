-- Up Migration
-- Pages of history that were stored these minutes, by which whoever listens finds the counts that may be off by one.
-- Unlogged: a crash of the server empties it, and with it only doubts that a reconcile settles as well.
create unlogged table pages_stored (
  id int8 generated always as identity primary key,
  channel_id int8 not null,
  from_id int8 not null,
  to_id int8 not null,
  asked_at timestamptz not null,
  stored_at timestamptz not null default clock_timestamp()
);
create index pages_stored_by_channel on pages_stored (channel_id, id);
comment on table pages_stored is 'Pages of history stored in the last minutes in servers that are listened to; older ones are removed.';
comment on column pages_stored.id is 'In the order in which the pages of a channel were committed.';
comment on column pages_stored.channel_id is 'Channel of the page.';
comment on column pages_stored.from_id is 'Its oldest message.';
comment on column pages_stored.to_id is 'Its newest message.';
comment on column pages_stored.asked_at is 'When the platform was asked for it: what happened before that is in it.';
comment on column pages_stored.stored_at is 'When it was stored: what happened after that is not in it.';

-- Down Migration
drop table pages_stored;
