-- Up Migration
-- What counting costs where messages are stored (docs/notes/0074-what-storing-a-message-costs.md). Of new messages each adds,
-- carries no files or reactions yet, and stands in a place that need be looked at once and not for each of them; a text is
-- measured once, and only those texts are searched for emoji and links that may hold some.
create or replace function stats_messages_inserted() returns trigger language plpgsql as $$
begin
  if not exists (select from new_rows) or is_restoring() then
    return null;
  end if;
  -- While a channel is being counted anew: neither side may miss what the other leaves to it.
  perform from stats_backlog where channel_id in (select channel_id from new_rows) order by channel_id for share;
  with places as materialized (
    select p.guild_id, p.channel_id, coalesce(g.zone, 'UTC') as zone, b.counted_to
    from (select distinct guild_id, channel_id from new_rows) p
    left join stats_guilds g on g.guild_id = p.guild_id
    left join stats_backlog b on b.channel_id = p.channel_id
    where coalesce(g.state, 'counting') = 'counting'
  ), figures as (
    insert into stats_deltas (guild_id, channel_id, author_id, hour, messages, replies, characters, edited, wordless,
      medium, long, very_long, deleted, system)
    select guild_id, channel_id, author_id, created_at - (local - date_trunc('hour', local)),
      count(*) filter (where stands),
      count(*) filter (where stands and is_reply),
      coalesce(sum(size) filter (where stands), 0),
      count(*) filter (where stands and is_edited),
      count(*) filter (where stands and size = 0),
      count(*) filter (where stands and size between 21 and 100),
      count(*) filter (where stands and size between 101 and 500),
      count(*) filter (where stands and size > 500),
      count(*) filter (where is_deleted),
      count(*) filter (where not is_deleted and not stands)
    from (
      select s.guild_id, s.channel_id, s.author_id, s.created_at, s.created_at at time zone p.zone as local,
        length(s.content) as size, s.reply_to_id is not null as is_reply, s.edited_at is not null as is_edited,
        s.deleted_at is not null as is_deleted, s.deleted_at is null and stats_is_said(s.kind) as stands
      from new_rows s join places p on p.channel_id = s.channel_id and p.guild_id = s.guild_id
      where s.created_at >= '0002-01-01' and s.created_at < '9999-01-01' and (p.counted_to is null or s.id <= p.counted_to)
      offset 0 -- worked out once, not in every filter
    ) s
    group by 1, 2, 3, 4
  )
  insert into stats_item_deltas (guild_id, day, kind, item, count)
  select s.guild_id, (s.created_at at time zone p.zone)::date, i.kind, i.item, count(*)
  from new_rows s
  join places p on p.channel_id = s.channel_id and p.guild_id = s.guild_id
  cross join lateral stats_items_of(s.content) i
  where (s.content like '%://%' or s.content like '%<%:%>%' or octet_length(s.content) <> length(s.content))
    and s.deleted_at is null and stats_is_said(s.kind)
    and s.created_at >= '0002-01-01' and s.created_at < '9999-01-01' and (p.counted_to is null or s.id <= p.counted_to)
  group by 1, 2, 3, 4;
  return null;
end $$;

-- Down Migration
create or replace function stats_messages_inserted() returns trigger language plpgsql as $function$
    begin
      if not exists (select from new_rows) or is_restoring() then
        return null;
      end if;
      -- While a channel is being counted anew: neither side may miss what the other leaves to it.
      perform from stats_backlog where channel_id in (select channel_id from new_rows) order by channel_id for share;

    with changed as materialized (
      select s.*, s.created_at at time zone coalesce(g.zone, 'UTC') as local, s.deleted_at is null and stats_is_said(s.kind) as stands
      from (select channel_id, id, guild_id, author_id, kind, content, created_at, edited_at, deleted_at, reply_to_id, 1 as sign, false as with_parts from new_rows) s
      left join stats_guilds g on g.guild_id = s.guild_id
      left join stats_backlog b on b.channel_id = s.channel_id
      where s.created_at >= '0002-01-01' and s.created_at < '9999-01-01' and  coalesce(g.state, 'counting') = 'counting' and (b.channel_id is null or s.id <= b.counted_to)
    ), figures as (
      insert into stats_deltas (guild_id, channel_id, author_id, hour, messages, replies, characters, edited, wordless,
        medium, long, very_long, deleted, system)
      select * from (
        select guild_id, channel_id, author_id, created_at - (local - date_trunc('hour', local)) as hour,
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
      select guild_id, local::date as day, i.kind, i.item, sign as count
      from changed cross join lateral stats_items_of(content) i where stands and content <> ''
      union all
      select c.guild_id, local::date, 'attachment', stats_file_kind(a.content_type, a.file_name), sign
      from changed c join attachments a on a.channel_id = c.channel_id and a.message_id = c.id where stands and with_parts
      union all
      select c.guild_id, local::date, 'reaction', left(r.emoji, 60), sign * r.count
      from changed c join reactions r on r.channel_id = c.channel_id and r.message_id = c.id where stands and with_parts
    ) i
    group by 1, 2, 3, 4 having sum(count) <> 0 ;
      return null;
    end $function$;
