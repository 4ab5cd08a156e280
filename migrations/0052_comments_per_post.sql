-- Up Migration
-- A post under which thousands talk would hold up all other comments: so many of a post are mirrored, the first ones
-- (docs/notes/0072).

alter table mirror_settings add column max_comments_per_post int
  constraint mirror_settings_max_comments_per_post check (max_comments_per_post between 1 and 10000);
update mirror_settings set max_comments_per_post = 500 where mirror_id is null;
alter table mirror_settings add constraint mirror_settings_max_comments_per_post_of_all
  check (mirror_id is not null or max_comments_per_post is not null);
comment on column mirror_settings.max_comments_per_post is 'So many comments under a post are mirrored, 1 to 10000, the first ones; those after them are skipped.';

alter table mirror_messages add column thread_id int8;
comment on column mirror_messages.thread_id is 'Of a comment: message of the discussion group that its thread begins with. Null elsewhere.';
create index mirror_messages_of_thread on mirror_messages (mirror_id, thread_id)
  where thread_id is not null and state <> 'skipped';
update mirror_messages mm
set thread_id = coalesce((s.extra -> 'reply_to' ->> 'thread_id')::int8, s.reply_to_id)
from mirrors m, messages s
where m.id = mm.mirror_id and m.comments_of is not null and mm.state <> 'skipped'
  and s.channel_id = mm.channel_id and s.id = mm.message_id;

alter table mirror_messages drop constraint mirror_messages_skip_reason;
alter table mirror_messages add constraint mirror_messages_skip_reason check (
  (state = 'skipped') = (skip_reason is not null) and skip_reason in ('protected_content', 'file_too_large',
    'unsupported_type', 'rate_limited_skip', 'failed_too_many_times', 'message_deleted', 'filtered', 'mirrored',
    'not_a_comment', 'post_not_mirrored', 'no_thread', 'too_many_comments'));
comment on column mirror_messages.skip_reason is 'Why it was skipped: protected_content, file_too_large, unsupported_type, rate_limited_skip, failed_too_many_times, message_deleted, filtered, mirrored (it was posted by a mirror itself); of comments also not_a_comment (other talk of the group, and the posts themselves), post_not_mirrored, no_thread (the copy of its post has no comments), too_many_comments (max_comments_per_post stand before it).';

-- Down Migration
update mirror_messages set skip_reason = 'filtered' where skip_reason = 'too_many_comments';
alter table mirror_messages drop constraint mirror_messages_skip_reason;
alter table mirror_messages add constraint mirror_messages_skip_reason check (
  (state = 'skipped') = (skip_reason is not null) and skip_reason in ('protected_content', 'file_too_large',
    'unsupported_type', 'rate_limited_skip', 'failed_too_many_times', 'message_deleted', 'filtered', 'mirrored',
    'not_a_comment', 'post_not_mirrored', 'no_thread'));
comment on column mirror_messages.skip_reason is 'Why it was skipped: protected_content, file_too_large, unsupported_type, rate_limited_skip, failed_too_many_times, message_deleted, filtered, mirrored (it was posted by a mirror itself); of comments also not_a_comment (other talk of the group, and the posts themselves), post_not_mirrored, no_thread (the copy of its post has no comments).';
alter table mirror_messages drop column thread_id;
alter table mirror_settings drop column max_comments_per_post;
