-- Up Migration
-- The newest days of Telegram chats too: a task can be asked for by time since 0038.
create or replace function schedule_fault(s schedules, out fault text, out hint text) language plpgsql stable as $$
declare
  stranger int8;
begin
  if btrim(s.name) = '' or length(s.name) > 100 then
    fault := 'name must have 1 to 100 characters';
    hint := 'It is what people read in the list of schedules and of tasks.';
  elsif cron_fault(s.cron) is not null then
    fault := format('cron "%s" cannot be read: %s', s.cron, cron_fault(s.cron));
    hint := 'For example 30 3 * * * (every day at 3:30), 0 */6 * * * (every six hours), 0 4 * * mon (Mondays at 4).';
  elsif not exists (select from pg_timezone_names where name = s.time_zone) then
    fault := format('there is no time zone "%s"', s.time_zone);
    hint := 'IANA names such as UTC, Europe/Berlin or Asia/Taipei: select name from pg_timezone_names.';
  elsif s.newest_days is not null and (s.newest_days not between 1 and 36500
      or s.after_message_id is not null or s.before_message_id is not null) then
    fault := 'newest_days must be 1 to 36500 and stand alone';
    hint := 'Either the newest days, or an interval of message ids, or neither: everything.';
  elsif s.after_message_id >= s.before_message_id - 1 then
    fault := 'the interval holds no message: after_message_id must lie before before_message_id';
    hint := 'Both ends are exclusive.';
  elsif s.channel_ids is not null then
    if cardinality(s.channel_ids) = 0 then
      fault := 'channel_ids must name at least one channel';
      hint := 'Leave it out for the whole guild.';
    else
      select wanted.id into stranger from unnest(s.channel_ids) as wanted (id)
        where not exists (select from channels c where c.id = wanted.id and c.guild_id = s.guild_id and c.kind <> 'category') limit 1;
      if found then
        fault := format('guild %s has no channel %s to read', s.guild_id, coalesce(stranger::text, 'null'));
        hint := format('Its channels: select id, name, kind from channels where guild_id = %s. A category is not read itself.', s.guild_id);
      end if;
    end if;
  end if;
end $$;
comment on column schedules.newest_days is 'Only messages of so many days before each run; null = all, or the interval below.';

-- Down Migration
-- Older versions ask by id alone: what would read everything stands still.
update schedules set enabled = false, newest_days = null where newest_days is not null and guild_id < 1000000000000000;
create or replace function schedule_fault(s schedules, out fault text, out hint text) language plpgsql stable as $$
declare
  stranger int8;
begin
  if btrim(s.name) = '' or length(s.name) > 100 then
    fault := 'name must have 1 to 100 characters';
    hint := 'It is what people read in the list of schedules and of tasks.';
  elsif cron_fault(s.cron) is not null then
    fault := format('cron "%s" cannot be read: %s', s.cron, cron_fault(s.cron));
    hint := 'For example 30 3 * * * (every day at 3:30), 0 */6 * * * (every six hours), 0 4 * * mon (Mondays at 4).';
  elsif not exists (select from pg_timezone_names where name = s.time_zone) then
    fault := format('there is no time zone "%s"', s.time_zone);
    hint := 'IANA names such as UTC, Europe/Berlin or Asia/Taipei: select name from pg_timezone_names.';
  elsif s.newest_days is not null and (s.newest_days not between 1 and 36500
      or s.after_message_id is not null or s.before_message_id is not null) then
    fault := 'newest_days must be 1 to 36500 and stand alone';
    hint := 'Either the newest days, or an interval of message ids, or neither: everything.';
  elsif s.newest_days is not null and s.guild_id < 1000000000000000 then
    fault := 'newest_days is not possible on Telegram: the ids of its messages do not tell their time';
    hint := 'Give after_message_id instead.';
  elsif s.after_message_id >= s.before_message_id - 1 then
    fault := 'the interval holds no message: after_message_id must lie before before_message_id';
    hint := 'Both ends are exclusive.';
  elsif s.channel_ids is not null then
    if cardinality(s.channel_ids) = 0 then
      fault := 'channel_ids must name at least one channel';
      hint := 'Leave it out for the whole guild.';
    else
      select wanted.id into stranger from unnest(s.channel_ids) as wanted (id)
        where not exists (select from channels c where c.id = wanted.id and c.guild_id = s.guild_id and c.kind <> 'category') limit 1;
      if found then
        fault := format('guild %s has no channel %s to read', s.guild_id, coalesce(stranger::text, 'null'));
        hint := format('Its channels: select id, name, kind from channels where guild_id = %s. A category is not read itself.', s.guild_id);
      end if;
    end if;
  end if;
end $$;
comment on column schedules.newest_days is 'Only messages of so many days before each run; null = all, or the interval below. Discord only: the ids of Telegram messages do not tell their time.';
