-- Up Migration
-- Statistics: what was said when, where and by whom, kept in step by whoever writes messages
-- (docs/notes/0053-statistics-kept-by-triggers.md). Triggers write differences into two tables of their own, which no two
-- transactions contend for; stats_fold adds them to the sums that are read. What is asked reads both.

create table stats_guilds (
  guild_id int8 primary key,
  zone text not null default 'UTC',
  state text not null default 'counting',
  wanted_zone text,
  counted_at timestamptz,
  constraint stats_guilds_state_known check (state in ('counting', 'clearing'))
);
comment on table stats_guilds is 'How a guild''s statistics are kept. Its days and hours are those of one time zone: another zone means counting anew.';
comment on column stats_guilds.guild_id is 'The guild.';
comment on column stats_guilds.zone is 'IANA time zone whose days and hours the sums are kept by.';
comment on column stats_guilds.state is 'counting: in step, save for what stats_backlog says. clearing: sums are being emptied before everything is counted anew.';
comment on column stats_guilds.wanted_zone is 'Zone it is to be counted by once it is cleared; null while counting.';
comment on column stats_guilds.counted_at is 'When everything had last been counted anew; null before that.';

create table stats_backlog (
  channel_id int8 primary key,
  guild_id int8 not null,
  counted_to int8 not null default -9223372036854775808
);
create index stats_backlog_of_guild on stats_backlog (guild_id);
comment on table stats_backlog is 'Channels of which only the messages up to an id are counted. Triggers leave out what lies above; stats_count_stretch gets there.';
comment on column stats_backlog.channel_id is 'The channel.';
comment on column stats_backlog.guild_id is 'Its guild.';
comment on column stats_backlog.counted_to is 'Messages up to this id, inclusive, are counted.';

create table stats_deltas (
  id int8 generated always as identity primary key,
  guild_id int8 not null,
  channel_id int8 not null,
  author_id int8,
  hour timestamptz not null,
  messages int not null,
  replies int not null,
  characters int8 not null,
  edited int not null,
  wordless int not null,
  medium int not null,
  long int not null,
  very_long int not null,
  deleted int not null,
  system int not null
)
-- Filled and emptied all the time: tidied up before a scan feels it.
with (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 20000);
comment on table stats_deltas is 'What transactions changed and stats_fold has not added to the sums yet. Part of every figure.';
comment on column stats_deltas.id is 'Our number.';
comment on column stats_deltas.guild_id is 'Guild of the messages.';
comment on column stats_deltas.channel_id is 'Their channel.';
comment on column stats_deltas.author_id is 'Who wrote them; null when nobody is named.';
comment on column stats_deltas.hour is 'When the hour began in which they were sent, by the clock of the guild''s zone.';
comment on column stats_deltas.messages is 'What people and bots said that stands: default, reply and command messages, not deleted.';
comment on column stats_deltas.replies is 'Those of them that answer another one.';
comment on column stats_deltas.characters is 'Characters of their texts.';
comment on column stats_deltas.edited is 'Those of them that were edited.';
comment on column stats_deltas.wordless is 'Those of them without text.';
comment on column stats_deltas.medium is 'Those of 21 to 100 characters; shorter ones are what remains.';
comment on column stats_deltas.long is 'Those of 101 to 500 characters.';
comment on column stats_deltas.very_long is 'Those of more than 500 characters.';
comment on column stats_deltas.deleted is 'Messages of any kind that were deleted since; in no other figure.';
comment on column stats_deltas.system is 'Messages that the platform wrote (pins, joins, ...); in no other figure.';

create table stats_item_deltas (
  id int8 generated always as identity primary key,
  guild_id int8 not null,
  day date not null,
  kind text not null,
  item text not null,
  count int8 not null
)
with (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 20000);
comment on table stats_item_deltas is 'The same for what messages carry: emoji, reactions, domains, files.';
comment on column stats_item_deltas.id is 'Our number.';
comment on column stats_item_deltas.guild_id is 'Guild of the messages.';
comment on column stats_item_deltas.day is 'Day on which they were sent, in the guild''s zone.';
comment on column stats_item_deltas.kind is 'emoji (in texts), reaction, domain (of links in texts), attachment.';
comment on column stats_item_deltas.item is 'The Unicode emoji or name:id; the domain without www.; image, video, audio or document.';
comment on column stats_item_deltas.count is 'How often more.';

create table stats_hourly (
  guild_id int8 not null,
  hour timestamptz not null,
  messages int8 not null,
  primary key (guild_id, hour)
);
comment on table stats_hourly is 'Messages of a guild by hour.';
comment on column stats_hourly.guild_id is 'The guild.';
comment on column stats_hourly.hour is 'When the hour began, by the clock of the guild''s zone.';
comment on column stats_hourly.messages is 'As in stats_deltas.';

create table stats_totals (
  guild_id int8 not null,
  grain text not null,
  period date not null,
  messages int8 not null,
  replies int8 not null,
  characters int8 not null,
  edited int8 not null,
  wordless int8 not null,
  medium int8 not null,
  long int8 not null,
  very_long int8 not null,
  deleted int8 not null,
  system int8 not null,
  people int8 not null,
  primary key (guild_id, grain, period),
  constraint stats_totals_grain_known check (grain in ('day', 'month'))
);
comment on table stats_totals is 'A guild by day and month; columns as in stats_deltas.';
comment on column stats_totals.guild_id is 'The guild.';
comment on column stats_totals.grain is 'day or month.';
comment on column stats_totals.period is 'The day, or the first day of the month, in the guild''s zone.';
comment on column stats_totals.messages is 'What was said and stands.';
comment on column stats_totals.replies is 'Answers.';
comment on column stats_totals.characters is 'Characters.';
comment on column stats_totals.edited is 'Edited messages.';
comment on column stats_totals.wordless is 'Without text.';
comment on column stats_totals.medium is '21 to 100 characters.';
comment on column stats_totals.long is '101 to 500 characters.';
comment on column stats_totals.very_long is 'More than 500 characters.';
comment on column stats_totals.deleted is 'Deleted since.';
comment on column stats_totals.system is 'Written by the platform.';
comment on column stats_totals.people is 'How many rows stats_people has for it: authors, bots included.';

create table stats_channels (
  guild_id int8 not null,
  grain text not null,
  period date not null,
  channel_id int8 not null,
  messages int8 not null,
  replies int8 not null,
  characters int8 not null,
  deleted int8 not null,
  primary key (guild_id, grain, period, channel_id)
);
comment on table stats_channels is 'Channels and threads of a guild by day and month; columns as in stats_totals.';
comment on column stats_channels.guild_id is 'The guild.';
comment on column stats_channels.grain is 'day or month.';
comment on column stats_channels.period is 'The day, or the first day of the month.';
comment on column stats_channels.channel_id is 'The channel or thread.';
comment on column stats_channels.messages is 'What was said and stands.';
comment on column stats_channels.replies is 'Answers.';
comment on column stats_channels.characters is 'Characters.';
comment on column stats_channels.deleted is 'Deleted since.';

create table stats_people (
  guild_id int8 not null,
  grain text not null,
  period date not null,
  author_id int8 not null,
  messages int8 not null,
  replies int8 not null,
  characters int8 not null,
  primary key (guild_id, grain, period, author_id)
);
comment on table stats_people is 'Who wrote how much in a guild, by day and month: an exact set of people for every span of days.';
comment on column stats_people.guild_id is 'The guild.';
comment on column stats_people.grain is 'day or month.';
comment on column stats_people.period is 'The day, or the first day of the month.';
comment on column stats_people.author_id is 'The author.';
comment on column stats_people.messages is 'What was said and stands.';
comment on column stats_people.replies is 'Answers.';
comment on column stats_people.characters is 'Characters.';

create table stats_authors (
  guild_id int8 not null,
  author_id int8 not null,
  messages int8 not null,
  first_day date not null,
  last_day date not null,
  primary key (guild_id, author_id)
);
create index stats_authors_by_first_day on stats_authors (guild_id, first_day);
comment on table stats_authors is 'Who ever wrote in a guild.';
comment on column stats_authors.guild_id is 'The guild.';
comment on column stats_authors.author_id is 'The author.';
comment on column stats_authors.messages is 'What was said and stands, in all.';
comment on column stats_authors.first_day is 'Day of the first of these messages.';
comment on column stats_authors.last_day is 'Day of the last of them.';

create table stats_items (
  guild_id int8 not null,
  grain text not null,
  period date not null,
  kind text not null,
  item text not null,
  count int8 not null,
  primary key (guild_id, kind, grain, period, item)
);
comment on table stats_items is 'What the messages of a guild carry, by day and month on which they were sent; as in stats_item_deltas.';
comment on column stats_items.guild_id is 'The guild.';
comment on column stats_items.grain is 'day or month.';
comment on column stats_items.period is 'The day, or the first day of the month.';
comment on column stats_items.kind is 'emoji, reaction, domain, attachment.';
comment on column stats_items.item is 'Which one.';
comment on column stats_items.count is 'How often.';

create function stats_zone(name text) returns text language plpgsql stable as $$
begin
  perform now() at time zone name;
  return coalesce(name, 'UTC');
exception when invalid_parameter_value then
  return 'UTC';
end $$;
comment on function stats_zone(text) is 'The time zone, or UTC where PostgreSQL does not know it.';

create function stats_wanted_zone(guild guilds) returns text language sql stable as
  $$ select stats_zone(coalesce(guild.timezone, (select value ->> 'timezone' from settings where key = 'statistics'), 'UTC')) $$;
comment on function stats_wanted_zone(guilds) is 'The time zone a guild''s statistics should be kept by: its own, else the one of the installation, else UTC.';

create function stats_hour(at timestamptz, zone text) returns timestamptz language sql immutable parallel safe as
  $$ select at - ((at at time zone zone) - date_trunc('hour', at at time zone zone)) $$;
comment on function stats_hour(timestamptz, text) is 'When the hour of a zone''s clock began; the two hours that a clock shows twice in autumn stay two.';

create function stats_is_said(kind text) returns boolean language sql immutable parallel safe as
  $$ select kind in ('default', 'reply', 'chat_input_command', 'context_menu_command') $$;
comment on function stats_is_said(text) is 'Whether a kind of message is something that somebody said, and not a note of the platform.';

create function stats_file_kind(content_type text, file_name text) returns text language sql immutable parallel safe as $$
  select case
    when split_part(content_type, '/', 1) in ('image', 'video', 'audio') then split_part(content_type, '/', 1)
    when content_type is not null then 'document'
    when file_name ~* '\.(png|jpe?g|gif|webp|avif|heic|bmp)$' then 'image'
    when file_name ~* '\.(mp4|mov|webm|mkv|avi)$' then 'video'
    when file_name ~* '\.(mp3|ogg|wav|flac|m4a|opus)$' then 'audio'
    else 'document' end
$$;
comment on function stats_file_kind(text, text) is 'image, video, audio or document, by media type, else by the end of the name.';

create function stats_items_of(content text) returns table (kind text, item text) language sql immutable parallel safe as $fn$
  select 'emoji', m[1] from regexp_matches(content, '<a?:(\w{2,32}:\d{15,20})>', 'g') m where content like '%<%:%>%'
  union all
  -- Sequences as Unicode builds them: a base (or a base that is text unless it says otherwise), skin, joiners; flags; keycaps.
  select 'emoji', left(m[1], 60) from regexp_matches(content,
    '((?:[\U0001F300-\U0001F64F\U0001F680-\U0001F6FF\U0001F7E0-\U0001F7EB\U0001F90C-\U0001F9FF\U0001FA70-\U0001FAFF\U0001F004\U0001F0CF\U0001F18E\U0001F191-\U0001F19A\U0001F201\U0001F21A\U0001F22F\U0001F232-\U0001F23A\U0001F250\U0001F251\u231A\u231B\u23E9-\u23EC\u23F0\u23F3\u25FD\u25FE\u2614\u2615\u2648-\u2653\u267F\u2693\u26A1\u26AA\u26AB\u26BD\u26BE\u26C4\u26C5\u26CE\u26D4\u26EA\u26F2\u26F3\u26F5\u26FA\u26FD\u2705\u270A\u270B\u2728\u274C\u274E\u2753-\u2755\u2757\u2795-\u2797\u27B0\u27BF\u2B1B\u2B1C\u2B50\u2B55]\uFE0F?[\U0001F3FB-\U0001F3FF]?|[\u00A9\u00AE\u203C\u2049\u2122\u2139\u2194-\u21AA\u2300-\u23FF\u24C2\u25AA-\u25FE\u2600-\u27BF\u2934\u2935\u2B05-\u2B07\u3030\u303D\u3297\u3299](?:\uFE0F[\U0001F3FB-\U0001F3FF]?|[\U0001F3FB-\U0001F3FF]))(?:\u200D[\u2600-\u27BF\u2B00-\u2BFF\U0001F300-\U0001FAFF]\uFE0F?[\U0001F3FB-\U0001F3FF]?)*|[\U0001F1E6-\U0001F1FF]{2}|[0-9#*]\uFE0F?\u20E3)',
    'g') m
  where octet_length(content) <> length(content) and content ~ '[\uFE0F\u20E3\u231A-\u2B55\U0001F000-\U0001FAFF]'
  union all
  select 'domain', left(lower(m[1]), 100) from regexp_matches(content, 'https?://(?:www\.)?([^\s/:?#<>()\[\]"''\\|*`]+)', 'gi') m
  where content like '%://%'
$fn$;
comment on function stats_items_of(text) is 'The emoji and the domains of links in a text, each as often as it stands there.';

-- One text for everything that counts: the triggers, counting anew, and the comparison of stats_differences.
do $build$
declare
  -- $1: source of messages with their sign; $2: which of them count.
  count_messages constant text := $sql$
    with changed as materialized (
      select s.*, coalesce(g.zone, 'UTC') as zone, s.deleted_at is null and stats_is_said(s.kind) as stands
      from (%1$s) s
      left join stats_guilds g on g.guild_id = s.guild_id
      left join stats_backlog b on b.channel_id = s.channel_id
      where s.created_at >= '0002-01-01' and s.created_at < '9999-01-01' and %2$s
    ), figures as (
      insert into stats_deltas (guild_id, channel_id, author_id, hour, messages, replies, characters, edited, wordless,
        medium, long, very_long, deleted, system)
      select * from (
        select guild_id, channel_id, author_id, stats_hour(created_at, zone) as hour,
          coalesce(sum(sign) filter (where stands), 0) as messages,
          coalesce(sum(sign) filter (where stands and reply_to_id is not null), 0) as replies,
          coalesce(sum(sign * length(content)) filter (where stands), 0) as characters,
          coalesce(sum(sign) filter (where stands and edited_at is not null), 0) as edited,
          coalesce(sum(sign) filter (where stands and content = ''), 0) as wordless,
          coalesce(sum(sign) filter (where stands and length(content) between 21 and 100), 0) as medium,
          coalesce(sum(sign) filter (where stands and length(content) between 101 and 500), 0) as long,
          coalesce(sum(sign) filter (where stands and length(content) > 500), 0) as very_long,
          coalesce(sum(sign) filter (where deleted_at is not null), 0) as deleted,
          coalesce(sum(sign) filter (where deleted_at is null and not stands), 0) as system
        from changed group by 1, 2, 3, 4
      ) f
      where (messages, replies, characters, edited, wordless, medium, long, very_long, deleted, system)
        is distinct from (0, 0, 0, 0, 0, 0, 0, 0, 0, 0)
    )
    insert into stats_item_deltas (guild_id, day, kind, item, count)
    select guild_id, day, kind, item, sum(count)
    from (
      select guild_id, (created_at at time zone zone)::date as day, i.kind, i.item, sign as count
      from changed cross join lateral stats_items_of(content) i where stands and content <> ''
      union all
      select c.guild_id, (created_at at time zone zone)::date, 'attachment', stats_file_kind(a.content_type, a.file_name), sign
      from changed c join attachments a on a.channel_id = c.channel_id and a.message_id = c.id where stands and with_parts
      union all
      select c.guild_id, (created_at at time zone zone)::date, 'reaction', left(r.emoji, 60), sign * r.count
      from changed c join reactions r on r.channel_id = c.channel_id and r.message_id = c.id where stands and with_parts
    ) i
    group by 1, 2, 3, 4 having sum(count) <> 0 $sql$;
  in_step constant text := $sql$ coalesce(g.state, 'counting') = 'counting' and (b.channel_id is null or s.id <= b.counted_to) $sql$;
  fields constant text := 'channel_id, id, guild_id, author_id, kind, content, created_at, edited_at, deleted_at, reply_to_id';
  -- $1: source of what hangs on messages.
  count_parts constant text := $sql$
    insert into stats_item_deltas (guild_id, day, kind, item, count)
    select m.guild_id, (m.created_at at time zone coalesce(g.zone, 'UTC'))::date, s.kind, s.item, sum(s.count)
    from (%1$s) s
    -- By its key and nothing else: of a table without statistics, the times below look like a choice of few.
    cross join lateral (
      select channel_id, id, guild_id, kind, created_at, deleted_at from messages
      where channel_id = s.channel_id and id = s.message_id offset 0
    ) m
    left join stats_guilds g on g.guild_id = m.guild_id
    left join stats_backlog b on b.channel_id = m.channel_id
    where m.deleted_at is null and stats_is_said(m.kind) and m.created_at >= '0002-01-01' and m.created_at < '9999-01-01'
      and coalesce(g.state, 'counting') = 'counting' and (b.channel_id is null or m.id <= b.counted_to)
    group by 1, 2, 3, 4 having sum(s.count) <> 0 $sql$;
  -- $1: name, $2: the transition table that says whether there is anything to do, $3: what it does.
  trigger_function constant text := $sql$
    create function %1$s() returns trigger language plpgsql as $fn$
    begin
      if not exists (select from %2$s) or is_restoring() then
        return null;
      end if;
      -- While a channel is being counted anew: neither side may miss what the other leaves to it.
      perform from stats_backlog where channel_id in (select channel_id from %2$s) order by channel_id for share;
      %3$s;
      return null;
    end $fn$ $sql$;
  part record;
  what text;
begin
  execute format(trigger_function, 'stats_messages_inserted', 'new_rows',
    format(count_messages, format('select %s, 1 as sign, false as with_parts from new_rows', fields), in_step));
  execute format(trigger_function, 'stats_messages_deleted', 'old_rows',
    format(count_messages, format('select %s, -1 as sign, false as with_parts from old_rows', fields), in_step));
  execute format(trigger_function, 'stats_messages_updated', 'new_rows', format(count_messages, $sql$
    select side.* from old_rows o join new_rows n on n.channel_id = o.channel_id and n.id = o.id
    cross join lateral (values
      (o.channel_id, o.id, o.guild_id, o.author_id, o.kind, o.content, o.created_at, o.edited_at, o.deleted_at, o.reply_to_id, -1,
        (o.guild_id, o.kind, o.created_at, o.deleted_at is null) is distinct from (n.guild_id, n.kind, n.created_at, n.deleted_at is null)),
      (n.channel_id, n.id, n.guild_id, n.author_id, n.kind, n.content, n.created_at, n.edited_at, n.deleted_at, n.reply_to_id, 1,
        (o.guild_id, o.kind, o.created_at, o.deleted_at is null) is distinct from (n.guild_id, n.kind, n.created_at, n.deleted_at is null))
    ) side (channel_id, id, guild_id, author_id, kind, content, created_at, edited_at, deleted_at, reply_to_id, sign, with_parts)
    where (o.guild_id, o.author_id, o.kind, o.content, o.created_at, o.edited_at is null, o.deleted_at is null, o.reply_to_id is null)
      is distinct from (n.guild_id, n.author_id, n.kind, n.content, n.created_at, n.edited_at is null, n.deleted_at is null, n.reply_to_id is null)
    $sql$, in_step));

  for part in values
    ('attachments', '''attachment'' as kind, stats_file_kind(content_type, file_name) as item, 1'),
    ('reactions', '''reaction'' as kind, left(emoji, 60) as item, count')
  loop
    execute format(trigger_function, format('stats_%s_inserted', part.column1), 'new_rows', format(count_parts,
      format('select channel_id, message_id, %s as count from new_rows', part.column2)));
    execute format(trigger_function, format('stats_%s_deleted', part.column1), 'old_rows', format(count_parts,
      format('select channel_id, message_id, kind, item, -count as count from (select channel_id, message_id, %s as count from old_rows) o', part.column2)));
    execute format(trigger_function, format('stats_%s_updated', part.column1), 'new_rows', format(count_parts, format($sql$
      select channel_id, message_id, %1$s as count from new_rows
      union all
      select channel_id, message_id, kind, item, -count from (select channel_id, message_id, %1$s as count from old_rows) o $sql$, part.column2)));
  end loop;
  for part in values ('messages'), ('attachments'), ('reactions') loop
    execute format('create trigger stats_inserted after insert on %1$I referencing new table as new_rows
      for each statement execute function stats_%1$s_inserted()', part.column1);
    execute format('create trigger stats_updated after update on %1$I referencing old table as old_rows new table as new_rows
      for each statement execute function stats_%1$s_updated()', part.column1);
    execute format('create trigger stats_deleted after delete on %1$I referencing old table as old_rows
      for each statement execute function stats_%1$s_deleted()', part.column1);
    if part.column1 <> 'messages' then
      -- A plan made while there were few messages would go on reading all of them.
      foreach what in array array['inserted', 'updated', 'deleted'] loop
        execute format('alter function stats_%s_%s() set enable_seqscan = off', part.column1, what);
      end loop;
    end if;
    execute format('comment on function stats_%s_inserted() is ''Counts what was added.''', part.column1);
    execute format('comment on function stats_%s_updated() is ''Counts what became different.''', part.column1);
    execute format('comment on function stats_%s_deleted() is ''Takes away what is gone.''', part.column1);
  end loop;

  execute format($sql$
    create function stats_count_stretch(channel int8, most int) returns int language plpgsql as $fn$
    declare
      low int8;
      high int8;
      found_count int;
    begin
      select counted_to into low from stats_backlog where channel_id = channel for update;
      if not found then
        return 0;
      end if;
      select max(id), count(*) into high, found_count
      from (select id from messages where channel_id = channel and id > low order by id limit most) stretch;
      if found_count > 0 then
        %s;
        update stats_backlog set counted_to = high where channel_id = channel;
      end if;
      if found_count < most then -- whoever stores more waits for this row, and counts it
        delete from stats_backlog where channel_id = channel;
      end if;
      return found_count;
    end $fn$ $sql$,
    format(count_messages, format(
      'select %s, 1 as sign, true as with_parts from messages where channel_id = channel and id > low and id <= high', fields), 'true'));
end $build$;
comment on function stats_count_stretch(int8, int) is 'Counts the next messages of a channel of the backlog, at most so many; returns how many there were. Below that number the channel is done.';

-- Files and reactions go first, while their message can still say whose they are.
create function stats_message_goes() returns trigger language plpgsql as $$
begin
  delete from attachments where channel_id = old.channel_id and message_id = old.id;
  delete from reactions where channel_id = old.channel_id and message_id = old.id;
  return old;
end $$;
comment on function stats_message_goes() is 'Deletes what hangs on a message before the message itself, so that it can be counted off.';
create trigger stats_goes before delete on messages for each row execute function stats_message_goes();

create function stats_emptied() returns trigger language plpgsql as $$
declare
  one text;
  has_rows boolean;
begin
  foreach one in array array['stats_backlog', 'stats_deltas', 'stats_item_deltas', 'stats_hourly', 'stats_totals',
    'stats_channels', 'stats_people', 'stats_authors', 'stats_items'] loop
    execute format('select exists (select from %I)', one) into has_rows;
    if has_rows then execute format('truncate %I', one); end if;
  end loop;
  return null;
end $$;
comment on function stats_emptied() is 'Without messages there is nothing to count.';
create trigger stats_emptied after truncate on messages for each statement execute function stats_emptied();

create function stats_guild_added() returns trigger language plpgsql as $$
begin
  insert into stats_guilds (guild_id, zone) values (new.id, stats_wanted_zone(new)) on conflict do nothing;
  return null;
end $$;
comment on function stats_guild_added() is 'A new guild is counted from its first message on.';
create trigger stats_guild_added after insert on guilds for each row execute function stats_guild_added();

create function stats_fold(most int) returns int language plpgsql as $$
declare
  taken_count int;
  items_count int;
  gone jsonb;
begin
  -- One at a time: two would wait for each other's rows.
  perform pg_advisory_xact_lock(hashtext('stats_fold'));
  with taken as materialized (
    delete from stats_deltas where id in (select id from stats_deltas order by id limit most) returning *
  ), spread as materialized (
    select d.*, p.grain, p.period
    from (select t.*, (t.hour at time zone coalesce(g.zone, 'UTC'))::date as day
      from taken t left join stats_guilds g on g.guild_id = t.guild_id) d
    cross join lateral (values ('day', d.day), ('month', date_trunc('month', d.day)::date)) p (grain, period)
  ), hourly as (
    insert into stats_hourly as h (guild_id, hour, messages)
    select guild_id, hour, sum(messages) from taken group by 1, 2 having sum(messages) <> 0
    on conflict (guild_id, hour) do update set messages = h.messages + excluded.messages
    returning h.guild_id, h.hour, h.messages
  ), people as (
    insert into stats_people as p (guild_id, grain, period, author_id, messages, replies, characters)
    select guild_id, grain, period, author_id, sum(messages), sum(replies), sum(characters)
    from spread where author_id is not null group by 1, 2, 3, 4
    having (sum(messages), sum(replies), sum(characters)) is distinct from (0::int8, 0::int8, 0::numeric)
    on conflict (guild_id, grain, period, author_id) do update
    set messages = p.messages + excluded.messages, replies = p.replies + excluded.replies,
        characters = p.characters + excluded.characters
    returning p.guild_id, p.grain, p.period, p.author_id, p.messages, p.xmax = 0 as is_new
  ), totals as (
    insert into stats_totals as t (guild_id, grain, period, messages, replies, characters, edited, wordless, medium, long,
      very_long, deleted, system, people)
    select s.*, coalesce(n.people, 0) from (
      select guild_id, grain, period, sum(messages), sum(replies), sum(characters), sum(edited), sum(wordless), sum(medium),
        sum(long), sum(very_long), sum(deleted), sum(system)
      from spread group by 1, 2, 3) s
    left join (select guild_id, grain, period, count(*) filter (where is_new) as people from people group by 1, 2, 3) n
      using (guild_id, grain, period)
    on conflict (guild_id, grain, period) do update
    set messages = t.messages + excluded.messages, replies = t.replies + excluded.replies,
        characters = t.characters + excluded.characters, edited = t.edited + excluded.edited,
        wordless = t.wordless + excluded.wordless, medium = t.medium + excluded.medium, long = t.long + excluded.long,
        very_long = t.very_long + excluded.very_long, deleted = t.deleted + excluded.deleted,
        system = t.system + excluded.system, people = t.people + excluded.people
    returning t.guild_id, t.grain, t.period, t.messages, t.deleted, t.system
  ), channels as (
    insert into stats_channels as c (guild_id, grain, period, channel_id, messages, replies, characters, deleted)
    select guild_id, grain, period, channel_id, sum(messages), sum(replies), sum(characters), sum(deleted)
    from spread group by 1, 2, 3, 4
    having (sum(messages), sum(replies), sum(characters), sum(deleted)) is distinct from (0::int8, 0::int8, 0::numeric, 0::int8)
    on conflict (guild_id, grain, period, channel_id) do update
    set messages = c.messages + excluded.messages, replies = c.replies + excluded.replies,
        characters = c.characters + excluded.characters, deleted = c.deleted + excluded.deleted
    returning c.guild_id, c.grain, c.period, c.channel_id, c.messages, c.deleted
  ), authors as (
    insert into stats_authors as a (guild_id, author_id, messages, first_day, last_day)
    select guild_id, author_id, sum(messages),
      coalesce(min(period) filter (where messages > 0), 'infinity'), coalesce(max(period) filter (where messages > 0), '-infinity')
    from (select guild_id, author_id, period, sum(messages) as messages from spread
      where author_id is not null and grain = 'day' group by 1, 2, 3) d
    group by 1, 2 having count(*) filter (where messages <> 0) > 0
    on conflict (guild_id, author_id) do update
    set messages = a.messages + excluded.messages, first_day = least(a.first_day, excluded.first_day),
        last_day = greatest(a.last_day, excluded.last_day)
    returning a.author_id
  )
  select (select count(*) from taken), jsonb_build_object(
    'people', (select jsonb_agg(p) from people p where messages = 0),
    'channels', (select jsonb_agg(c) from channels c where messages = 0 and deleted = 0),
    'totals', (select jsonb_agg(t) from totals t where messages = 0 and deleted = 0 and system = 0),
    'hourly', (select jsonb_agg(h) from hourly h where messages = 0))
  into taken_count, gone;

  if jsonb_typeof(gone -> 'people') = 'array' then
    with named as (
      select * from jsonb_to_recordset(gone -> 'people') as r (guild_id int8, grain text, period date, author_id int8)
    ), removed as (
      delete from stats_people p using named n
      where p.guild_id = n.guild_id and p.grain = n.grain and p.period = n.period and p.author_id = n.author_id
      returning p.guild_id, p.grain, p.period
    )
    update stats_totals t set people = t.people - r.people
    from (select guild_id, grain, period, count(*) as people from removed group by 1, 2, 3) r
    where t.guild_id = r.guild_id and t.grain = r.grain and t.period = r.period;
    delete from stats_authors a using jsonb_to_recordset(gone -> 'people') as n (guild_id int8, author_id int8)
    where a.guild_id = n.guild_id and a.author_id = n.author_id and a.messages = 0;
    -- Whose first or last day is gone: found again by months, then by days.
    update stats_authors a set first_day = f.first_day, last_day = f.last_day
    from (
      select n.guild_id, n.author_id, min(d.period) as first_day, max(d.period) as last_day
      from (select distinct guild_id, author_id
        from jsonb_to_recordset(gone -> 'people') as r (guild_id int8, grain text, author_id int8) where grain = 'day') n
      join stats_authors k on k.guild_id = n.guild_id and k.author_id = n.author_id
      cross join lateral generate_series(date_trunc('month', k.first_day), k.last_day, interval '1 month') s (month)
      join stats_people m on m.guild_id = n.guild_id and m.grain = 'month' and m.period = s.month::date and m.author_id = n.author_id
      cross join generate_series(0, 30) day
      join stats_people d on d.guild_id = n.guild_id and d.grain = 'day' and d.period = m.period + day and d.author_id = n.author_id
      group by 1, 2
    ) f
    where a.guild_id = f.guild_id and a.author_id = f.author_id;
  end if;
  delete from stats_channels c using jsonb_to_recordset(nullif(gone -> 'channels', 'null')) as n (guild_id int8, grain text, period date, channel_id int8)
  where c.guild_id = n.guild_id and c.grain = n.grain and c.period = n.period and c.channel_id = n.channel_id;
  delete from stats_totals t using jsonb_to_recordset(nullif(gone -> 'totals', 'null')) as n (guild_id int8, grain text, period date)
  where t.guild_id = n.guild_id and t.grain = n.grain and t.period = n.period;
  delete from stats_hourly h using jsonb_to_recordset(nullif(gone -> 'hourly', 'null')) as n (guild_id int8, hour timestamptz)
  where h.guild_id = n.guild_id and h.hour = n.hour;

  with taken as materialized (
    delete from stats_item_deltas where id in (select id from stats_item_deltas order by id limit most) returning *
  ), summed as (
    insert into stats_items as i (guild_id, grain, period, kind, item, count)
    select t.guild_id, p.grain, p.period, t.kind, t.item, sum(t.count)
    from taken t
    cross join lateral (values ('day', t.day), ('month', date_trunc('month', t.day)::date)) p (grain, period)
    group by 1, 2, 3, 4, 5 having sum(t.count) <> 0
    on conflict (guild_id, kind, grain, period, item) do update set count = i.count + excluded.count
    returning i.guild_id, i.grain, i.period, i.kind, i.item, i.count
  )
  select (select count(*) from taken), (select jsonb_agg(s) from summed s where count = 0) into items_count, gone;
  delete from stats_items i
  using jsonb_to_recordset(gone) as n (guild_id int8, grain text, period date, kind text, item text)
  where i.guild_id = n.guild_id and i.kind = n.kind and i.grain = n.grain and i.period = n.period and i.item = n.item;
  return taken_count + items_count;
end $$;
comment on function stats_fold(int) is 'Adds waiting differences to the sums, at most so many of either table; returns how many. One at a time, and safe at any moment: what is asked reads sums and differences together.';

create function stats_begin_recount(guild int8, by_zone text) returns void language plpgsql as $$
begin
  -- Whoever is storing messages has finished, and whoever comes sees this.
  lock table stats_backlog in exclusive mode;
  insert into stats_guilds (guild_id) values (guild) on conflict do nothing;
  update stats_guilds set state = 'clearing', wanted_zone = by_zone where guild_id = guild;
end $$;
comment on function stats_begin_recount(int8, text) is 'Begins to count a guild anew, by the days of a zone: nothing of it is counted until its sums are cleared.';

create function stats_clear(guild int8, most int) returns int language plpgsql as $$
declare
  one text;
  count int;
  total int := 0;
begin
  perform pg_advisory_xact_lock(hashtext('stats_fold'));
  foreach one in array array['stats_deltas', 'stats_item_deltas', 'stats_hourly', 'stats_totals', 'stats_channels',
    'stats_people', 'stats_authors', 'stats_items'] loop
    execute format('delete from %1$I where ctid = any(array(select ctid from %1$I where guild_id = $1 limit $2))', one) using guild, most;
    get diagnostics count = row_count;
    total := total + count;
  end loop;
  if total = 0 then
    lock table stats_backlog in exclusive mode;
    insert into stats_backlog (channel_id, guild_id) select id, guild_id from channels where guild_id = guild
    on conflict (channel_id) do update set counted_to = excluded.counted_to;
    update stats_guilds set state = 'counting', zone = coalesce(wanted_zone, zone), wanted_zone = null, counted_at = null
    where guild_id = guild and state = 'clearing';
  end if;
  return total;
end $$;
comment on function stats_clear(int8, int) is 'Empties the sums of a guild that is being cleared, at most so many rows of each table; returns how many. With the last of them everything becomes backlog.';

-- What is archived already is counted by the bot once it is up: nothing waits for it.
insert into stats_guilds (guild_id, zone) select g.id, stats_wanted_zone(g) from guilds g;
insert into stats_backlog (channel_id, guild_id) select id, guild_id from channels where message_count > 0;

-- Down Migration
drop trigger stats_guild_added on guilds;
drop trigger stats_emptied on messages;
drop trigger stats_goes on messages;
drop trigger stats_inserted on messages;
drop trigger stats_updated on messages;
drop trigger stats_deleted on messages;
drop trigger stats_inserted on attachments;
drop trigger stats_updated on attachments;
drop trigger stats_deleted on attachments;
drop trigger stats_inserted on reactions;
drop trigger stats_updated on reactions;
drop trigger stats_deleted on reactions;
drop function stats_messages_inserted(), stats_messages_updated(), stats_messages_deleted(), stats_attachments_inserted(),
  stats_attachments_updated(), stats_attachments_deleted(), stats_reactions_inserted(), stats_reactions_updated(),
  stats_reactions_deleted(), stats_message_goes(), stats_emptied(), stats_guild_added(), stats_fold(int),
  stats_count_stretch(int8, int), stats_begin_recount(int8, text), stats_clear(int8, int), stats_items_of(text),
  stats_file_kind(text, text), stats_is_said(text), stats_hour(timestamptz, text), stats_wanted_zone(guilds), stats_zone(text);
drop table stats_items, stats_authors, stats_people, stats_channels, stats_totals, stats_hourly, stats_item_deltas, stats_deltas,
  stats_backlog, stats_guilds;
