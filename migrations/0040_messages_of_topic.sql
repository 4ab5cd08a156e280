-- Up Migration
-- Without transaction
-- A topic of a chat, or the comments of a post, is read without walking through all messages of the chat.
create index concurrently if not exists messages_of_topic on messages (channel_id, topic_id, id) where topic_id is not null;

-- Down Migration
-- Without transaction
drop index concurrently if exists messages_of_topic;
