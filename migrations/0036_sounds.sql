-- Up Migration
-- Sounds of the soundboard are files like any other. Not validated: every row there is passed the narrower check before.
alter table media_files drop constraint media_files_kind_known;
alter table media_files add constraint media_files_kind_known
  check (kind in ('attachment', 'embed', 'sticker', 'sound', 'emoji', 'avatar', 'icon')) not valid;
comment on column media_files.kind is 'attachment, embed (a picture of one, or what is laid out), sticker, sound, emoji, avatar, icon.';
alter table media_references drop constraint media_references_kind_known;
alter table media_references add constraint media_references_kind_known
  check (kind in ('attachment', 'embed', 'sticker', 'sound', 'emoji', 'avatar', 'icon', 'thumbnail', 'webp')) not valid;
comment on column media_references.kind is 'attachment, embed (a picture of one, or what is laid out), sticker, sound, emoji, avatar, icon; thumbnail, webp (made from another file).';

-- Down Migration
delete from media_references where kind = 'sound';
delete from media_files where kind = 'sound';
alter table media_references drop constraint media_references_kind_known;
alter table media_references add constraint media_references_kind_known
  check (kind in ('attachment', 'embed', 'sticker', 'emoji', 'avatar', 'icon', 'thumbnail', 'webp'));
comment on column media_references.kind is 'attachment, embed (a picture of one), sticker, emoji, avatar, icon; thumbnail, webp (made from another file).';
alter table media_files drop constraint media_files_kind_known;
alter table media_files add constraint media_files_kind_known
  check (kind in ('attachment', 'embed', 'sticker', 'emoji', 'avatar', 'icon'));
comment on column media_files.kind is 'attachment, embed (a picture of one), sticker, emoji, avatar, icon.';
