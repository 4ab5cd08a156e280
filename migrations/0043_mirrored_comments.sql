-- Up Migration
-- Comments under the posts of a mirrored channel of Telegram are mirrored too (docs/notes/0072): by a mirror of its own, from
-- the channel's discussion group into the one of the target, which goes by the settings of the mirror of the posts.

alter table mirror_settings add column sync_comments boolean;
update mirror_settings set sync_comments = false where mirror_id is null;
alter table mirror_settings add constraint mirror_settings_sync_comments_of_all
  check (mirror_id is not null or sync_comments is not null);
comment on column mirror_settings.sync_comments is 'Whether comments under the posts of a Telegram channel are mirrored under their copies.';

alter table mirrors add column comments_of int8 references mirrors (id) on delete cascade;
alter table mirrors drop constraint mirrors_target_given;
alter table mirrors add constraint mirrors_target_given
  check (target_channel_id is not null or makes_target or comments_of is not null);
alter table mirrors add constraint mirrors_comments_not_of_itself check (comments_of <> id);
create unique index mirrors_comments_once on mirrors (comments_of, source_channel_id) where comments_of is not null;
comment on column mirrors.comments_of is 'It mirrors the comments under the posts that this mirror posts: made by the bot while sync_comments is on, and kept when that is turned off, so that no comment is posted twice. Null: an ordinary mirror.';
comment on column mirrors.blocked_reason is 'Why it cannot go on, as a code: source_missing, source_protected, target_missing, target_forbidden, account_banned, no_discussion_group (comments: the target has none), already_mirrored (comments: another mirror posts the same group there); null while it can.';

alter table mirror_messages drop constraint mirror_messages_skip_reason;
alter table mirror_messages add constraint mirror_messages_skip_reason check (
  (state = 'skipped') = (skip_reason is not null) and skip_reason in ('protected_content', 'file_too_large',
    'unsupported_type', 'rate_limited_skip', 'failed_too_many_times', 'message_deleted', 'filtered', 'mirrored',
    'not_a_comment', 'post_not_mirrored', 'no_thread'));
comment on column mirror_messages.skip_reason is 'Why it was skipped: protected_content, file_too_large, unsupported_type, rate_limited_skip, failed_too_many_times, message_deleted, filtered, mirrored (it was posted by a mirror itself); of comments also not_a_comment (other talk of the group, and the posts themselves), post_not_mirrored, no_thread (the copy of its post has no comments).';

create function follows_its_posts(m mirrors) returns boolean language sql stable as $$
  select m.comments_of is null or exists (
    select from mirrors p
    left join mirror_settings own on own.mirror_id = p.id
    left join mirror_settings common on common.mirror_id is null
    where p.id = m.comments_of and p.enabled and p.target_channel_id is not null
      and coalesce(own.sync_comments, common.sync_comments, false))
$$;
comment on function follows_its_posts(mirrors) is 'Whether a mirror of comments has something to follow: its posts are mirrored, and comments are wanted. True of all others.';

create or replace function wake_mirrors(source int8, ids int8[], reread int8range) returns void language plpgsql as $$
begin
  if not exists (select from mirrors where source_channel_id = source) then
    return;
  end if;
  insert into mirror_changes (mirror_id, channel_id, message_id)
  select mm.mirror_id, mm.channel_id, mm.message_id
  from mirror_messages mm join messages m on m.channel_id = mm.channel_id and m.id = mm.message_id
  where mm.channel_id = source and mm.state = 'sent' and mm.target_deleted_at is null
    and ((mm.message_id = any (ids) and m.edited_at is distinct from mm.source_edited_at)
      or (m.deleted_at is not null and (mm.message_id = any (ids) or mm.message_id <@ reread)));
  insert into mirror_tasks (mirror_id, lane, key, priority, started_by)
  select m.id, m.account_id, m.id, m.priority, 'mirror' from mirrors m
  where m.source_channel_id = source and m.enabled and m.blocked_reason is null and m.account_id is not null
    and follows_its_posts(m)
    and not exists (select from mirror_tasks t where t.mirror_id = m.id and t.status in ('pending', 'paused'));
end $$;

-- Down Migration
create or replace function wake_mirrors(source int8, ids int8[], reread int8range) returns void language plpgsql as $$
begin
  if not exists (select from mirrors where source_channel_id = source) then
    return;
  end if;
  insert into mirror_changes (mirror_id, channel_id, message_id)
  select mm.mirror_id, mm.channel_id, mm.message_id
  from mirror_messages mm join messages m on m.channel_id = mm.channel_id and m.id = mm.message_id
  where mm.channel_id = source and mm.state = 'sent' and mm.target_deleted_at is null
    and ((mm.message_id = any (ids) and m.edited_at is distinct from mm.source_edited_at)
      or (m.deleted_at is not null and (mm.message_id = any (ids) or mm.message_id <@ reread)));
  if exists (select from mirrors m where m.source_channel_id = source and m.enabled and m.blocked_reason is null
      and m.account_id is not null and not exists (
        select from mirror_tasks t where t.mirror_id = m.id and t.status in ('pending', 'paused'))) then
    insert into mirror_tasks (mirror_id, lane, key, priority, started_by)
    select m.id, m.account_id, m.id, m.priority, 'mirror' from mirrors m
    where m.source_channel_id = source and m.enabled and m.blocked_reason is null and m.account_id is not null
      and not exists (select from mirror_tasks t where t.mirror_id = m.id and t.status in ('pending', 'paused'));
  end if;
end $$;
drop function follows_its_posts;
delete from mirrors where comments_of is not null;
alter table mirror_messages drop constraint mirror_messages_skip_reason;
alter table mirror_messages add constraint mirror_messages_skip_reason check (
  (state = 'skipped') = (skip_reason is not null) and skip_reason in ('protected_content', 'file_too_large',
    'unsupported_type', 'rate_limited_skip', 'failed_too_many_times', 'message_deleted', 'filtered', 'mirrored'));
comment on column mirror_messages.skip_reason is 'Why it was skipped: protected_content, file_too_large, unsupported_type, rate_limited_skip, failed_too_many_times, message_deleted, filtered, mirrored (it was posted by a mirror itself).';
comment on column mirrors.blocked_reason is 'Why it cannot go on, as a code: source_missing, source_protected, target_missing, target_forbidden, account_banned; null while it can.';
drop index mirrors_comments_once;
alter table mirrors drop constraint mirrors_target_given;
alter table mirrors drop column comments_of;
alter table mirrors add constraint mirrors_target_given check (target_channel_id is not null or makes_target);
alter table mirror_settings drop column sync_comments;
