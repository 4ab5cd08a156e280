-- Up Migration
-- Weekly digests: which target is told every week how a server did (docs/notes/0067-a-digest-belongs-to-a-target.md).

create table digests (
  guild_id int8 not null references guilds (id) on delete cascade,
  target_id int8 not null references notification_targets (id) on delete cascade,
  weekday int2 not null default 1,
  hour int2 not null default 9,
  enabled boolean not null default true,
  told_for date not null default current_date,
  created_at timestamptz not null default now(),
  primary key (guild_id, target_id),
  constraint digests_weekday_known check (weekday between 1 and 7),
  constraint digests_hour_known check (hour between 0 and 23)
);
create index digests_of_target on digests (target_id);
comment on table digests is 'Weekly digests of a server, one row per target that gets them.';
comment on column digests.guild_id is 'The server or chat it tells of.';
comment on column digests.target_id is 'Where it goes, and in which language.';
comment on column digests.weekday is 'Day on which it is sent: 1 is Monday, 7 Sunday; by the clock of the server''s statistics.';
comment on column digests.hour is 'Hour of that day from which on it is due.';
comment on column digests.enabled is 'Whether it is sent.';
comment on column digests.told_for is 'Day of the last one, which told of the seven days before it: the next is due on a later one.';
comment on column digests.created_at is 'When it was asked for.';

create function digest_day(zone text, weekday int, hour int) returns date language sql stable as $$
  select case when back = 0 and extract(hour from local) < hour then local::date - 7 else local::date - back end
  from (select now() at time zone zone as local) l,
    lateral (select (extract(isodow from local)::int - weekday + 7) % 7 as back) b
$$;
comment on function digest_day(text, int, int) is 'The last day on which a digest of that weekday and hour was due, by the clock of a zone; today once its hour has come.';

-- Down Migration
delete from notification_tasks where event = 'weekly_digest' and status in ('pending', 'running', 'paused');
drop function digest_day(text, int, int);
drop table digests;
