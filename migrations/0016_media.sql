-- Up Migration
-- Stored files: each content once, by its hash, and who refers to it. The bytes lie in DATA_DIR/media/ab/cd/<hash>.<ext>.
-- Who deletes the last reference deletes the file (core/media/releaseFiles.ts).

create table media (
  sha256 text primary key,
  extension text not null,
  content_type text not null,
  size_bytes int8 not null,
  width int,
  height int,
  created_at timestamptz not null default now(),
  constraint media_sha256_hex check (sha256 ~ '^[0-9a-f]{64}$'),
  constraint media_extension_plain check (extension ~ '^[0-9a-z]{1,10}$'),
  constraint media_size_whole check (size_bytes >= 0)
);
comment on table media is 'Files that are stored, each content once: DATA_DIR/media/ab/cd/<sha256>.<extension>.';
comment on column media.sha256 is 'SHA-256 of the content, in 64 hexadecimal digits: the file''s name.';
comment on column media.extension is 'Ending of the file''s name, from its content and never from a name that was given.';
comment on column media.content_type is 'Media type read from the content; application/octet-stream when it says none.';
comment on column media.size_bytes is 'Size in bytes.';
comment on column media.width is 'Pixels, read from the content; null for what is no picture.';
comment on column media.height is 'Pixels, read from the content; null for what is no picture.';
comment on column media.created_at is 'When it was first stored.';

create table media_references (
  kind text not null,
  channel_id int8 not null default 0,
  message_id int8 not null default 0,
  item text not null,
  sha256 text not null references media (sha256),
  created_at timestamptz not null default now(),
  primary key (channel_id, message_id, kind, item),
  constraint media_references_kind_known
    check (kind in ('attachment', 'embed', 'sticker', 'emoji', 'avatar', 'icon'))
);
create index media_references_of_file on media_references (sha256);
comment on table media_references is 'What refers to a stored file; a file without any is deleted.';
comment on column media_references.kind is 'attachment, embed (a picture of one), sticker, emoji, avatar, icon.';
comment on column media_references.channel_id is 'Channel of the message that carries it; 0 for what no single message carries.';
comment on column media_references.message_id is 'The message; 0 for what no single message carries.';
comment on column media_references.item is 'Which one of its kind: the attachment''s id, the embed picture''s place, an emoji''s id, a person''s or server''s id.';
comment on column media_references.sha256 is 'The file.';
comment on column media_references.created_at is 'When this reference was made.';

-- Down Migration
drop table media_references, media;
