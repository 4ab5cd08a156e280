-- Up Migration
-- Without transaction
-- What a person wrote: counted, listed and erased without reading everybody else's messages.
create index concurrently if not exists messages_by_author on messages (author_id, guild_id, channel_id, id);

-- Down Migration
drop index if exists messages_by_author;
