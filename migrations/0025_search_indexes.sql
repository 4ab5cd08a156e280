-- Up Migration
-- Without transaction
-- What searches go by: the tokens, and time as such, per channel and per author. Without the latter two, a frequent word in
-- a small channel would be looked for back through all channels.
-- Merged many at a time: a third of the cost of merging what a page of history brings (docs/notes/0050).
create index concurrently if not exists messages_search on messages using gin (search)
  with (gin_pending_list_limit = 16384);
create index concurrently if not exists messages_by_time on messages (created_at);
create index concurrently if not exists messages_of_channel_by_time on messages (channel_id, created_at);
create index concurrently if not exists messages_of_author_by_time on messages (author_id, created_at);
create index concurrently if not exists messages_deleted on messages (created_at) where deleted_at is not null;

-- Down Migration
-- Without transaction
drop index concurrently if exists messages_search;
drop index concurrently if exists messages_by_time;
drop index concurrently if exists messages_of_channel_by_time;
drop index concurrently if exists messages_of_author_by_time;
drop index concurrently if exists messages_deleted;
