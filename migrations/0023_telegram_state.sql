-- Up Migration
-- What a Telegram connection has to remember: how chats are addressed, how far updates were heard, how often messages
-- were seen.

create table telegram_peers (
  account_id int8 not null references accounts (id) on delete cascade,
  chat_id int8 not null,
  access_hash int8,
  seen_at timestamptz not null default now(),
  primary key (account_id, chat_id)
);
comment on table telegram_peers is 'How an account addresses chats at Telegram: without the access hash it cannot ask for one that it knows by number only.';
comment on column telegram_peers.account_id is 'The account; another one needs a hash of its own.';
comment on column telegram_peers.chat_id is 'Marked id of the chat.';
comment on column telegram_peers.access_hash is 'Telegram''s access hash; null for basic groups, which have none.';
comment on column telegram_peers.seen_at is 'When it was last told.';

create table telegram_states (
  account_id int8 not null references accounts (id) on delete cascade,
  chat_id int8 not null default 0,
  pts int8 not null,
  qts int8,
  state_date timestamptz,
  seq int8,
  newest_message_id int8,
  updated_at timestamptz not null default now(),
  primary key (account_id, chat_id)
)
-- Written once a second while something happens, and in no other index: those updates stay HOT.
with (fillfactor = 50);
comment on table telegram_states is 'How far an account''s updates are in the archive: after a restart or an interruption Telegram is asked for what came since.';
comment on column telegram_states.account_id is 'The account.';
comment on column telegram_states.chat_id is 'Marked id of a channel or supergroup, which counts by itself; 0: all private chats and basic groups of the account together.';
comment on column telegram_states.pts is 'Telegram''s count of events there, up to which all are stored.';
comment on column telegram_states.qts is 'Its second count, of the account only; null for chats.';
comment on column telegram_states.state_date is 'Telegram''s time of that state, of the account only.';
comment on column telegram_states.seq is 'Its count of update packages, of the account only.';
comment on column telegram_states.newest_message_id is 'Newest message of the chat at that count: all later ones are told of.';
comment on column telegram_states.updated_at is 'When this was last written.';

create table message_counts (
  channel_id int8 not null,
  message_id int8 not null,
  counted_at timestamptz not null,
  views int8,
  forwards int8,
  replies int8,
  primary key (channel_id, message_id, counted_at),
  foreign key (channel_id, message_id) references messages (channel_id, id) on delete cascade
);
comment on table message_counts is 'How often messages of Telegram channels were seen, forwarded and commented on, as these numbers grew: one row per message and hour in which one of them changed.';
comment on column message_counts.channel_id is 'Channel of the message.';
comment on column message_counts.message_id is 'The message.';
comment on column message_counts.counted_at is 'The hour.';
comment on column message_counts.views is 'Views at the end of that hour as far as it was told; null where Telegram does not count them.';
comment on column message_counts.forwards is 'Forwards; null where Telegram does not count them.';
comment on column message_counts.replies is 'Comments or replies in its thread; null where it has none.';

-- Down Migration
drop table message_counts, telegram_states, telegram_peers;
