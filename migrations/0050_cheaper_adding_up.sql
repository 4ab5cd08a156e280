-- Up Migration
-- What adding up costs (docs/notes/0074-what-storing-a-message-costs.md): each difference was looked at ten times, twice as wide
-- as it is. Hours, days of people and days of channels are summed first; months and totals are made of these few.
create or replace function stats_fold(most int) returns int language plpgsql as $$
declare
  taken_count int;
  items_count int;
  gone jsonb;
  came jsonb;
  one record;
begin
  -- One at a time: two would wait for each other's rows.
  perform pg_advisory_xact_lock(hashtext('stats_fold'));
  with taken as materialized (
    delete from stats_deltas where id <= (
      select max(id) from (select id from stats_deltas order by id limit most) first -- later ones may have come meanwhile
    ) returning *
  ), hours as materialized (
    select guild_id, hour, sum(messages) as messages from taken group by 1, 2
  ), dated as materialized (
    select t.*, (t.hour at time zone coalesce(g.zone, 'UTC'))::date as day
    from taken t left join stats_guilds g on g.guild_id = t.guild_id
  ), days_of_people as materialized (
    select guild_id, author_id, day, sum(messages) as messages, sum(replies) as replies, sum(characters)::int8 as characters
    from dated where author_id is not null group by 1, 2, 3
  ), days_of_channels as materialized (
    select guild_id, channel_id, day, sum(messages) as messages, sum(replies) as replies, sum(characters)::int8 as characters,
      sum(edited) as edited, sum(wordless) as wordless, sum(medium) as medium, sum(long) as long, sum(very_long) as very_long,
      sum(deleted) as deleted, sum(system) as system
    from dated group by 1, 2, 3
  ), hourly as (
    insert into stats_hourly as h (guild_id, hour, messages)
    select guild_id, hour, messages from hours where messages <> 0
    on conflict (guild_id, hour) do update set messages = h.messages + excluded.messages
    returning h.guild_id, h.hour, h.messages
  ), clock as (
    insert into stats_clock as c (guild_id, month, weekday, hour, messages)
    select guild_id, date_trunc('month', local)::date, extract(isodow from local), extract(hour from local), sum(messages)
    from (select h.*, h.hour at time zone coalesce(g.zone, 'UTC') as local
      from hours h left join stats_guilds g on g.guild_id = h.guild_id) h
    group by 1, 2, 3, 4 having sum(messages) <> 0
    on conflict (guild_id, month, weekday, hour) do update set messages = c.messages + excluded.messages
    returning c.guild_id, c.month, c.weekday, c.hour, c.messages
  ), people as (
    insert into stats_people as p (guild_id, grain, period, author_id, messages, replies, characters)
    select guild_id, grain, period, author_id, sum(messages)::int8, sum(replies)::int8, sum(characters)::int8
    from days_of_people cross join lateral (values ('day', day), ('month', date_trunc('month', day)::date)) p (grain, period)
    group by 1, 2, 3, 4
    having (sum(messages), sum(replies), sum(characters)) is distinct from (0::numeric, 0::numeric, 0::numeric)
    order by 1, 2, 3, 4 -- as the index has them: neighbours are written together
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
      from days_of_channels cross join lateral (values ('day', day), ('month', date_trunc('month', day)::date)) p (grain, period)
      group by 1, 2, 3) s
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
    from days_of_channels cross join lateral (values ('day', day), ('month', date_trunc('month', day)::date)) p (grain, period)
    group by 1, 2, 3, 4
    having (sum(messages), sum(replies), sum(characters), sum(deleted))
      is distinct from (0::numeric, 0::numeric, 0::numeric, 0::numeric)
    on conflict (guild_id, grain, period, channel_id) do update
    set messages = c.messages + excluded.messages, replies = c.replies + excluded.replies,
        characters = c.characters + excluded.characters, deleted = c.deleted + excluded.deleted
    returning c.guild_id, c.grain, c.period, c.channel_id, c.messages, c.deleted
  ), authors as (
    insert into stats_authors as a (guild_id, author_id, messages, first_day, last_day, place)
    select guild_id, author_id, messages, first_day, last_day,
      -- Places of the new ones follow one another; who is known keeps the one there is.
      (select coalesce(max(place), -1) from stats_authors k where k.guild_id = s.guild_id)
        + row_number() over (partition by guild_id, is_known order by author_id)
    from (
      select guild_id, author_id, sum(messages) as messages,
        coalesce(min(day) filter (where messages > 0), 'infinity') as first_day,
        coalesce(max(day) filter (where messages > 0), '-infinity') as last_day,
        exists (select from stats_authors k where k.guild_id = d.guild_id and k.author_id = d.author_id) as is_known
      from days_of_people d
      group by 1, 2 having count(*) filter (where messages <> 0) > 0
    ) s
    on conflict (guild_id, author_id) do update
    set messages = a.messages + excluded.messages, first_day = least(a.first_day, excluded.first_day),
        last_day = greatest(a.last_day, excluded.last_day)
    returning a.guild_id, a.author_id, a.place
  )
  select (select count(*) from taken), jsonb_build_object(
    'people', (select jsonb_agg(p) from people p where messages = 0),
    'channels', (select jsonb_agg(c) from channels c where messages = 0 and deleted = 0),
    'totals', (select jsonb_agg(t) from totals t where messages = 0 and deleted = 0 and system = 0),
    'clock', (select jsonb_agg(c) from clock c where messages = 0),
    'hourly', (select jsonb_agg(h) from hourly h where messages = 0)),
    (select jsonb_agg(s) from (
      select guild_id, grain, period, array_agg(a.place) as places
      from people p join authors a using (guild_id, author_id) where p.is_new group by 1, 2, 3) s)
  into taken_count, gone, came;

  for one in select * from jsonb_to_recordset(came) as r (guild_id int8, grain text, period date, places int[])
    order by guild_id, grain, period
  loop
    insert into stats_sets as s (guild_id, grain, period, people)
    values (one.guild_id, one.grain, one.period, stats_with_bits('', one.places, 1))
    on conflict (guild_id, grain, period) do update set people = stats_with_bits(s.people, one.places, 1);
  end loop;

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
    for one in
      select guild_id, grain, period, array_agg(a.place) as places
      from jsonb_to_recordset(gone -> 'people') as r (guild_id int8, grain text, period date, author_id int8)
      join stats_authors a using (guild_id, author_id) group by 1, 2, 3
    loop
      update stats_sets set people = stats_with_bits(people, one.places, 0)
      where guild_id = one.guild_id and grain = one.grain and period = one.period;
    end loop;
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
  with removed as (
    delete from stats_totals t using jsonb_to_recordset(nullif(gone -> 'totals', 'null')) as n (guild_id int8, grain text, period date)
    where t.guild_id = n.guild_id and t.grain = n.grain and t.period = n.period
    returning t.guild_id, t.grain, t.period
  )
  delete from stats_sets s using removed r
  where s.guild_id = r.guild_id and s.grain = r.grain and s.period = r.period;
  delete from stats_clock c using jsonb_to_recordset(nullif(gone -> 'clock', 'null')) as n (guild_id int8, month date, weekday int, hour int)
  where c.guild_id = n.guild_id and c.month = n.month and c.weekday = n.weekday and c.hour = n.hour;
  delete from stats_hourly h using jsonb_to_recordset(nullif(gone -> 'hourly', 'null')) as n (guild_id int8, hour timestamptz)
  where h.guild_id = n.guild_id and h.hour = n.hour;

  with taken as materialized (
    delete from stats_item_deltas where id <= (
      select max(id) from (select id from stats_item_deltas order by id limit most) first
    ) returning *
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

-- Down Migration
create or replace function stats_fold(most int) returns int language plpgsql as $$
declare
  taken_count int;
  items_count int;
  gone jsonb;
  came jsonb;
  one record;
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
  ), clock as (
    insert into stats_clock as c (guild_id, month, weekday, hour, messages)
    select guild_id, period, extract(isodow from local), extract(hour from local), sum(messages)
    from (select s.*, s.hour at time zone coalesce(g.zone, 'UTC') as local
      from spread s left join stats_guilds g on g.guild_id = s.guild_id where s.grain = 'month') s
    group by 1, 2, 3, 4 having sum(messages) <> 0
    on conflict (guild_id, month, weekday, hour) do update set messages = c.messages + excluded.messages
    returning c.guild_id, c.month, c.weekday, c.hour, c.messages
  ), people as (
    insert into stats_people as p (guild_id, grain, period, author_id, messages, replies, characters)
    select guild_id, grain, period, author_id, sum(messages), sum(replies), sum(characters)
    from spread where author_id is not null group by 1, 2, 3, 4
    having (sum(messages), sum(replies), sum(characters)) is distinct from (0::int8, 0::int8, 0::numeric)
    order by 1, 2, 3, 4 -- as the index has them: neighbours are written together
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
    insert into stats_authors as a (guild_id, author_id, messages, first_day, last_day, place)
    select guild_id, author_id, messages, first_day, last_day,
      -- Places of the new ones follow one another; who is known keeps the one there is.
      (select coalesce(max(place), -1) from stats_authors k where k.guild_id = s.guild_id)
        + row_number() over (partition by guild_id, is_known order by author_id)
    from (
      select guild_id, author_id, sum(messages) as messages,
        coalesce(min(period) filter (where messages > 0), 'infinity') as first_day,
        coalesce(max(period) filter (where messages > 0), '-infinity') as last_day,
        exists (select from stats_authors k where k.guild_id = d.guild_id and k.author_id = d.author_id) as is_known
      from (select guild_id, author_id, period, sum(messages) as messages from spread
        where author_id is not null and grain = 'day' group by 1, 2, 3) d
      group by 1, 2 having count(*) filter (where messages <> 0) > 0
    ) s
    on conflict (guild_id, author_id) do update
    set messages = a.messages + excluded.messages, first_day = least(a.first_day, excluded.first_day),
        last_day = greatest(a.last_day, excluded.last_day)
    returning a.guild_id, a.author_id, a.place
  )
  select (select count(*) from taken), jsonb_build_object(
    'people', (select jsonb_agg(p) from people p where messages = 0),
    'channels', (select jsonb_agg(c) from channels c where messages = 0 and deleted = 0),
    'totals', (select jsonb_agg(t) from totals t where messages = 0 and deleted = 0 and system = 0),
    'clock', (select jsonb_agg(c) from clock c where messages = 0),
    'hourly', (select jsonb_agg(h) from hourly h where messages = 0)),
    (select jsonb_agg(s) from (
      select guild_id, grain, period, array_agg(a.place) as places
      from people p join authors a using (guild_id, author_id) where p.is_new group by 1, 2, 3) s)
  into taken_count, gone, came;

  for one in select * from jsonb_to_recordset(came) as r (guild_id int8, grain text, period date, places int[])
    order by guild_id, grain, period
  loop
    insert into stats_sets as s (guild_id, grain, period, people)
    values (one.guild_id, one.grain, one.period, stats_with_bits('', one.places, 1))
    on conflict (guild_id, grain, period) do update set people = stats_with_bits(s.people, one.places, 1);
  end loop;

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
    for one in
      select guild_id, grain, period, array_agg(a.place) as places
      from jsonb_to_recordset(gone -> 'people') as r (guild_id int8, grain text, period date, author_id int8)
      join stats_authors a using (guild_id, author_id) group by 1, 2, 3
    loop
      update stats_sets set people = stats_with_bits(people, one.places, 0)
      where guild_id = one.guild_id and grain = one.grain and period = one.period;
    end loop;
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
  with removed as (
    delete from stats_totals t using jsonb_to_recordset(nullif(gone -> 'totals', 'null')) as n (guild_id int8, grain text, period date)
    where t.guild_id = n.guild_id and t.grain = n.grain and t.period = n.period
    returning t.guild_id, t.grain, t.period
  )
  delete from stats_sets s using removed r
  where s.guild_id = r.guild_id and s.grain = r.grain and s.period = r.period;
  delete from stats_clock c using jsonb_to_recordset(nullif(gone -> 'clock', 'null')) as n (guild_id int8, month date, weekday int, hour int)
  where c.guild_id = n.guild_id and c.month = n.month and c.weekday = n.weekday and c.hour = n.hour;
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
