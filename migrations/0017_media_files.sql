-- Up Migration
-- Which files there are to be had, and what became of each. A row is written in the transaction that stores what carries
-- the file; the bot downloads it later, as a task of its guild (note 0041).

create table media_files (
  kind text not null,
  channel_id int8 not null default 0,
  message_id int8 not null default 0,
  item text not null,
  guild_id int8 not null default 0,
  url text,
  variant text,
  announced_bytes int8,
  status text not null default 'pending',
  reason text,
  message text,
  attempts int2 not null default 0,
  next_try_at timestamptz not null default now(),
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (channel_id, message_id, kind, item),
  constraint media_files_kind_known
    check (kind in ('attachment', 'embed', 'sticker', 'emoji', 'avatar', 'icon')),
  constraint media_files_status_known check (status in ('pending', 'stored', 'failed')),
  constraint media_files_reason_of_status check (status <> 'failed' or reason is not null)
)
-- A row is written twice or more often: pending, then what became of it.
with (fillfactor = 80);
create index media_files_due on media_files (guild_id, next_try_at) where status = 'pending';
create index media_files_failed on media_files (updated_at, channel_id, message_id, kind, item) where status = 'failed';
comment on table media_files is 'Files that something in the archive carries, and what became of each. The stored content stands in media_references under the same place.';
comment on column media_files.kind is 'attachment, embed (a picture of one), sticker, emoji, avatar, icon.';
comment on column media_files.channel_id is 'Channel in which it was seen; 0 for what belongs to no channel.';
comment on column media_files.message_id is 'The message that carries it; 0 for what no single message carries. Emoji and stickers are noted once per channel, and stored once for all (place 0, 0).';
comment on column media_files.item is 'Which one of its kind: the attachment''s id, the embed picture''s place, an emoji''s id, a person''s or server''s id.';
comment on column media_files.guild_id is 'The guild whose account can fetch it; 0 where any account will do.';
comment on column media_files.url is 'Where it stands, without an expiring signature; null where its platform finds it by its place.';
comment on column media_files.variant is 'What else its address needs: the hash of an avatar or icon, the format of a sticker, animated. When it changes, the file is fetched again.';
comment on column media_files.announced_bytes is 'Size as the platform stated it; null when it did not.';
comment on column media_files.status is 'pending (to be fetched, or tried again), stored, failed (cannot be had; see reason).';
comment on column media_files.reason is 'Code of why it failed or is tried again; null while nothing went wrong.';
comment on column media_files.message is 'The same in a sentence for people.';
comment on column media_files.attempts is 'How often it was tried.';
comment on column media_files.next_try_at is 'Not before this time, while it is pending.';
comment on column media_files.created_at is 'When it was first seen.';
comment on column media_files.updated_at is 'When this row last changed.';

-- Smaller pictures and WebP copies are stored files like any other; what they were made from is the place they belong to.
alter table media_references drop constraint media_references_kind_known;
alter table media_references add constraint media_references_kind_known
  check (kind in ('attachment', 'embed', 'sticker', 'emoji', 'avatar', 'icon', 'thumbnail', 'webp'));
comment on column media_references.kind is 'attachment, embed (a picture of one), sticker, emoji, avatar, icon; thumbnail, webp (made from another file).';
comment on column media_references.item is 'Which one of its kind: the attachment''s id, the embed picture''s place, an emoji''s id, a person''s or server''s id; of a thumbnail or WebP copy the SHA-256 of what it was made from.';

alter table media add column pictures_at timestamptz, add column picture_tries int2 not null default 0;
create index media_pictures_due on media (created_at)
  where pictures_at is null and content_type in ('image/png', 'image/jpeg', 'image/webp', 'image/gif', 'image/avif');
comment on column media.pictures_at is 'When smaller pictures were made of it, or found to be of no use; null: not yet, or it is no picture.';
comment on column media.picture_tries is 'How often that was begun: a picture on which the bot dies is left alone after the third time.';

-- Down Migration
drop index media_pictures_due;
alter table media drop column pictures_at, drop column picture_tries;
delete from media_references where kind in ('thumbnail', 'webp');
alter table media_references drop constraint media_references_kind_known;
alter table media_references add constraint media_references_kind_known
  check (kind in ('attachment', 'embed', 'sticker', 'emoji', 'avatar', 'icon'));
comment on column media_references.kind is 'attachment, embed (a picture of one), sticker, emoji, avatar, icon.';
comment on column media_references.item is 'Which one of its kind: the attachment''s id, the embed picture''s place, an emoji''s id, a person''s or server''s id.';
drop table media_files;
