-- Up Migration
-- Without transaction
-- Topics of a chat, answers in a thread and the comments of a channel's posts, each read without walking through all
-- messages of the chat. Chats of Telegram have negative ids: nothing of Discord stands in these.
create index concurrently if not exists messages_of_topic on messages (channel_id, topic_id, id)
  where topic_id is not null;
create index concurrently if not exists messages_naming_topics on messages (channel_id, topic_id, id)
  where topic_id is not null and kind in ('thread_created', 'topic_edit');
create index concurrently if not exists messages_of_answers on messages (channel_id, reply_to_id, id)
  where channel_id < 0 and reply_to_id is not null;
create index concurrently if not exists messages_of_thread
  on messages (channel_id, (extra -> 'reply_to' ->> 'thread_id'), id)
  where channel_id < 0 and extra -> 'reply_to' ->> 'thread_id' is not null;
create index concurrently if not exists messages_from_post
  on messages (channel_id, (extra -> 'forward' ->> 'saved_from_id'), (extra -> 'forward' ->> 'message_id'))
  where channel_id < 0 and extra -> 'forward' ->> 'saved_from_id' is not null;

-- Down Migration
-- Without transaction
drop index concurrently if exists messages_of_topic;
drop index concurrently if exists messages_naming_topics;
drop index concurrently if exists messages_of_answers;
drop index concurrently if exists messages_of_thread;
drop index concurrently if exists messages_from_post;
