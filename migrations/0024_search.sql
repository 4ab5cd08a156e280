-- Up Migration
-- Search: what of each message is looked for, written by the statement that stores the message, and the queue that
-- indexes what was archived before (docs/notes/0050-search-in-plain-postgresql.md). The indexes follow in a file of their own.

alter table messages add column search tsvector, add column search_version int2;
comment on column messages.search is 'What it is found by: folded words, characters and their pairs, marks of neighbours (+…), what it is (=image, =reply), whom it names (@id), its language (~en). Null until it is indexed.';
comment on column messages.search_version is 'Version of the rules that search was made by; null until it is indexed.';
-- The planner must know frequent words from rare ones: it walks back through time for the former.
alter table messages alter column search set statistics 1000;

-- People are looked for by the beginnings of their names, in any case.
create index authors_named on authors (lower(name) text_pattern_ops);
create index authors_shown_as on authors (lower(display_name) text_pattern_ops);
create index members_called on members (lower(nick) text_pattern_ops) where nick is not null;

create table search_index_tasks (
  after_channel_id int8,
  after_message_id int8,
  messages_indexed int8 not null default 0,
  key int8 default 0
);
select make_task_queue('search_index_tasks');
-- Two would do the same work twice.
create unique index search_index_tasks_one_open on search_index_tasks (key)
  where key = 0 and status in ('pending', 'running', 'paused');
comment on table search_index_tasks is 'Indexing of messages that were archived before search, or by earlier rules. At most one is open; the bot writes it by itself when there is something to do.';
comment on column search_index_tasks.after_channel_id is 'How far it is: everything up to this channel and message is indexed; null at the beginning.';
comment on column search_index_tasks.after_message_id is 'Message in after_channel_id.';
comment on column search_index_tasks.messages_indexed is 'Messages it has indexed.';
comment on column search_index_tasks.lane is 'Always 0: any worker will do.';
comment on column search_index_tasks.key is 'Always 0: one at a time.';

create table search_versions (
  version int2 primary key,
  indexed_at timestamptz not null default now()
);
comment on table search_versions is 'The rules by which every archived message has been indexed. Deleting a row has the bot look anew.';
comment on column search_versions.version is 'As in messages.search_version.';
comment on column search_versions.indexed_at is 'When that was established.';

-- Down Migration
drop table search_versions;
drop view tasks;
drop table search_index_tasks;
drop index authors_named, authors_shown_as, members_called;
alter table messages drop column search, drop column search_version;
select show_all_tasks();
