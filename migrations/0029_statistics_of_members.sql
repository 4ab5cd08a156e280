-- Up Migration
-- How many members a guild had, day by day, as the platform told; and comings and goings by time.

create table stats_members (
  guild_id int8 not null,
  day date not null,
  members int not null,
  primary key (guild_id, day)
);
comment on table stats_members is 'Members or subscribers of a guild as last seen on each day on which their number changed.';
comment on column stats_members.guild_id is 'The guild.';
comment on column stats_members.day is 'The day, in the guild''s zone at that time.';
comment on column stats_members.members is 'How many there were.';

create function stats_members_changed() returns trigger language plpgsql as $$
begin
  insert into stats_members (guild_id, day, members)
  select new.id, (now() at time zone coalesce((select zone from stats_guilds where guild_id = new.id), 'UTC'))::date, new.member_count
  on conflict (guild_id, day) do update set members = excluded.members;
  return null;
end $$;
comment on function stats_members_changed() is 'Remembers how many members there are.';
create trigger stats_members_added after insert on guilds for each row
  when (new.member_count is not null) execute function stats_members_changed();
create trigger stats_members_changed after update of member_count on guilds for each row
  when (new.member_count is not null and new.member_count is distinct from old.member_count)
  execute function stats_members_changed();
insert into stats_members (guild_id, day, members)
select id, (now() at time zone 'UTC')::date, member_count from guilds where member_count is not null;

create index member_events_by_time on member_events (guild_id, at);

-- Down Migration
drop index member_events_by_time;
drop trigger stats_members_added on guilds;
drop trigger stats_members_changed on guilds;
drop function stats_members_changed();
drop table stats_members;
