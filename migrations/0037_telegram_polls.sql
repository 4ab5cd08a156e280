-- Up Migration
-- Without transaction
-- Votes of a poll are told by the poll's number alone: this finds the messages that carry it.
create index concurrently if not exists messages_telegram_poll on messages ((extra -> 'poll' ->> 'id'))
  where channel_id < 1000000000000000 and extra ? 'poll_as_sent';
comment on index messages_telegram_poll is 'Telegram: messages by the number of their poll.';

-- Down Migration
-- Without transaction
drop index concurrently if exists messages_telegram_poll;
