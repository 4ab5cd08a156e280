-- Up Migration
-- The archive: what the platforms sent, and what of it is proven complete.

create table guilds (
  id int8 primary key,
  platform text not null,
  kind text not null default 'server',
  name text not null,
  icon text,
  member_count int,
  is_demo boolean not null default false,
  retention_days int,
  timezone text,
  removed_at timestamptz,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  constraint guilds_platform_known check (platform in ('discord', 'telegram')),
  -- Discord snowflakes have at least 17 digits, marked Telegram ids at most 13: they never collide.
  constraint guilds_id_of_platform check ((platform = 'discord') = (id >= 1000000000000000)),
  constraint guilds_retention_positive check (retention_days > 0)
);
comment on table guilds is 'A Discord server or a Telegram chat.';
comment on column guilds.id is 'Discord snowflake, or the marked id of the Telegram Bot API (channels and supergroups -100...).';
comment on column guilds.platform is 'discord or telegram; follows from the id.';
comment on column guilds.kind is 'server (Discord); group, supergroup, channel (Telegram).';
comment on column guilds.name is 'Name as last seen.';
comment on column guilds.icon is 'Icon hash (Discord) or null.';
comment on column guilds.member_count is 'Members as last reported by the platform; null when unknown.';
comment on column guilds.is_demo is 'True for servers of the built-in sandbox; hidden once real credentials are configured.';
comment on column guilds.retention_days is 'Days messages are kept; null = the default of the settings.';
comment on column guilds.timezone is 'IANA time zone for statistics; null = the default of the settings.';
comment on column guilds.removed_at is 'When the account lost the guild (left, kicked, deleted); null while it is there.';
comment on column guilds.created_at is 'When the guild was first seen.';
comment on column guilds.updated_at is 'When this row last changed.';

create table channels (
  id int8 primary key,
  guild_id int8 not null references guilds (id) on delete cascade,
  parent_id int8,
  kind text not null,
  name text not null,
  topic text,
  position int not null default 0,
  nsfw boolean not null default false,
  archived boolean not null default false,
  locked boolean not null default false,
  has_history boolean not null default true,
  last_message_id int8,
  removed_at timestamptz,
  covered int8multirange not null default '{}',
  newest_message_id int8,
  message_count int8 not null default 0,
  last_fetched_at timestamptz,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  constraint channels_kind_known check (kind in (
    'category', 'text', 'announcement', 'voice', 'stage', 'forum', 'media', 'directory',
    'public_thread', 'private_thread', 'announcement_thread', 'chat', 'topic'))
)
-- Every archived page updates covered and the counters: the free space keeps those updates on the page (HOT).
with (fillfactor = 70);
create index channels_guild on channels (guild_id);
comment on table channels is 'A Discord channel, thread or forum post, or the message stream of a Telegram chat, with what of its history is proven complete.';
comment on column channels.id is 'Platform id of the channel or thread.';
comment on column channels.guild_id is 'The guild it belongs to.';
comment on column channels.parent_id is 'Category of a channel, channel of a thread; null at the top.';
comment on column channels.kind is 'category, text, announcement, voice, stage, forum, media, directory, public_thread, private_thread, announcement_thread, chat, topic.';
comment on column channels.name is 'Name as last seen.';
comment on column channels.topic is 'Topic or description as last seen; null when there is none.';
comment on column channels.position is 'Sort position among its siblings.';
comment on column channels.nsfw is 'Marked age-restricted on the platform.';
comment on column channels.archived is 'True for archived threads.';
comment on column channels.locked is 'True for locked threads.';
comment on column channels.has_history is 'False where no messages can stand: categories, forums, directories.';
comment on column channels.last_message_id is 'Newest message id the platform last reported; that message may have been deleted since.';
comment on column channels.removed_at is 'When it was deleted on the platform; its messages stay.';
comment on column channels.covered is 'Message-id intervals [a,b) proven complete: every message the platform had there at reading time is archived.';
comment on column channels.newest_message_id is 'Newest archived message id; null while nothing is archived.';
comment on column channels.message_count is 'Archived messages.';
comment on column channels.last_fetched_at is 'When a page of its history was last archived.';
comment on column channels.created_at is 'When it was first seen.';
comment on column channels.updated_at is 'When its directory data last changed.';

create table authors (
  id int8 primary key,
  platform text not null,
  name text not null,
  display_name text,
  avatar text,
  is_bot boolean not null default false,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
comment on table authors is 'Platform users, bots and webhooks as last seen.';
comment on column authors.id is 'Platform user id (or webhook id).';
comment on column authors.platform is 'discord or telegram.';
comment on column authors.name is 'User name as last seen.';
comment on column authors.display_name is 'Display name as last seen; null when the user has none.';
comment on column authors.avatar is 'Avatar hash as last seen; null for the default picture.';
comment on column authors.is_bot is 'True for bots and webhooks.';
comment on column authors.created_at is 'When the author was first seen.';
comment on column authors.updated_at is 'When this row last changed.';

create table author_names (
  author_id int8 not null references authors (id) on delete cascade,
  name text not null,
  display_name text,
  replaced_at timestamptz not null default now(),
  primary key (author_id, replaced_at)
);
comment on table author_names is 'Earlier names of authors.';
comment on column author_names.author_id is 'The author.';
comment on column author_names.name is 'User name until replaced_at.';
comment on column author_names.display_name is 'Display name until replaced_at.';
comment on column author_names.replaced_at is 'When another name was first seen.';

-- No foreign keys on the hot table: the writer stores channel and messages in one transaction,
-- and a key check per row would double the time of the INSERT (docs/notes/0006-page-transaction.md).
create table messages (
  channel_id int8 not null,
  id int8 not null,
  guild_id int8 not null,
  author_id int8,
  kind text not null default 'default',
  content text not null default '',
  created_at timestamptz not null,
  edited_at timestamptz,
  deleted_at timestamptz,
  reply_to_id int8,
  topic_id int8,
  album_id int8,
  extra jsonb,
  primary key (channel_id, id)
);
comment on table messages is 'Every archived message, one row each.';
comment on column messages.channel_id is 'Channel or thread it stands in.';
comment on column messages.id is 'Platform message id, unique within its channel.';
comment on column messages.guild_id is 'Guild of the channel.';
comment on column messages.author_id is 'Who wrote it; null when the platform names nobody.';
comment on column messages.kind is 'default, reply, or the kind of system message (pin, member_join, thread_created, ...).';
comment on column messages.content is 'Text as the platform holds it; empty without the MESSAGE_CONTENT intent.';
comment on column messages.created_at is 'When it was sent, by the platform''s clock.';
comment on column messages.edited_at is 'When it was last edited; null when never.';
comment on column messages.deleted_at is 'When we learned that it was deleted on the platform; null while it stands.';
comment on column messages.reply_to_id is 'Message it answers.';
comment on column messages.topic_id is 'Telegram forum topic; null elsewhere.';
comment on column messages.album_id is 'Telegram album (grouped_id); null elsewhere.';
comment on column messages.extra is 'Everything else the platform sent (embeds, components, stickers, polls, forwards, flags), so that nothing is lost.';

create table message_versions (
  channel_id int8 not null,
  message_id int8 not null,
  replaced_at timestamptz not null default now(),
  content text not null,
  edited_at timestamptz,
  extra jsonb,
  primary key (channel_id, message_id, replaced_at),
  foreign key (channel_id, message_id) references messages (channel_id, id) on delete cascade
);
comment on table message_versions is 'What a message said before each edit that we saw.';
comment on column message_versions.channel_id is 'Channel of the message.';
comment on column message_versions.message_id is 'The message.';
comment on column message_versions.replaced_at is 'When we stored the newer version.';
comment on column message_versions.content is 'Text before the edit.';
comment on column message_versions.edited_at is 'Edit time of this version; null for the original.';
comment on column message_versions.extra is 'The rest of the message before the edit.';

create table attachments (
  channel_id int8 not null,
  message_id int8 not null,
  id int8 not null,
  position int2 not null,
  file_name text not null,
  content_type text,
  size_bytes int8 not null,
  width int,
  height int,
  duration_seconds real,
  description text,
  is_spoiler boolean not null default false,
  url text not null,
  primary key (channel_id, message_id, id),
  foreign key (channel_id, message_id) references messages (channel_id, id) on delete cascade
);
comment on table attachments is 'Files that messages carry.';
comment on column attachments.channel_id is 'Channel of the message.';
comment on column attachments.message_id is 'The message.';
comment on column attachments.id is 'Platform id of the file.';
comment on column attachments.position is 'Place among the message''s files, from 0.';
comment on column attachments.file_name is 'File name as sent.';
comment on column attachments.content_type is 'Media type as the platform states it; null when it does not.';
comment on column attachments.size_bytes is 'Size in bytes.';
comment on column attachments.width is 'Pixels; null for what is no picture or video.';
comment on column attachments.height is 'Pixels; null for what is no picture or video.';
comment on column attachments.duration_seconds is 'Length of voice messages; null elsewhere.';
comment on column attachments.description is 'Alternative text; null when none.';
comment on column attachments.is_spoiler is 'Hidden behind a spoiler on the platform.';
comment on column attachments.url is 'Where it can be downloaded, without the expiring signature.';

create table reactions (
  channel_id int8 not null,
  message_id int8 not null,
  emoji text not null,
  emoji_id int8,
  is_animated boolean not null default false,
  count int not null,
  burst_count int not null default 0,
  position int2 not null default 0,
  primary key (channel_id, message_id, emoji),
  foreign key (channel_id, message_id) references messages (channel_id, id) on delete cascade
);
comment on table reactions is 'How often a message received each emoji, as last read.';
comment on column reactions.channel_id is 'Channel of the message.';
comment on column reactions.message_id is 'The message.';
comment on column reactions.emoji is 'The Unicode emoji, or name:id of a custom one.';
comment on column reactions.emoji_id is 'Id of a custom emoji; null for Unicode.';
comment on column reactions.is_animated is 'True for animated custom emoji.';
comment on column reactions.count is 'How many gave it, super reactions included.';
comment on column reactions.burst_count is 'How many of them are super reactions.';
comment on column reactions.position is 'Place among the message''s reactions, from 0.';

create table archive_days (
  channel_id int8 not null references channels (id) on delete cascade,
  day date not null,
  messages_saved int8 not null,
  primary key (channel_id, day)
)
with (fillfactor = 70);
comment on table archive_days is 'Messages newly archived per channel and day (UTC), written in the transaction that stores them.';
comment on column archive_days.channel_id is 'The channel.';
comment on column archive_days.day is 'Day of archiving, UTC (not the day the messages were sent).';
comment on column archive_days.messages_saved is 'Messages newly archived on that day.';

-- Down Migration
drop table archive_days, reactions, attachments, message_versions, messages, author_names, authors, channels, guilds;
