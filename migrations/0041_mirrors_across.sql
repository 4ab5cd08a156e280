-- Up Migration
-- Mirrors between the platforms: whether copies say who wrote the message. And chats that move: a basic group of Telegram that
-- becomes a supergroup is another chat, with numbers of its own.

alter table mirror_settings add column name_authors boolean;
update mirror_settings set name_authors = true where mirror_id is null;
alter table mirror_settings add constraint mirror_settings_name_authors_of_all
  check (mirror_id is not null or name_authors is not null);
comment on column mirror_settings.name_authors is 'Whether a copy on the other platform begins with the name of who wrote the message.';

alter table mirrors add column moved_to int8 references mirrors (id) on delete set null;
create index mirrors_moved on mirrors (moved_to) where moved_to is not null;
comment on column mirrors.moved_to is 'The mirror of the supergroup that its source became: it goes on there. Null while the source is where it was.';

-- Down Migration
drop index mirrors_moved;
alter table mirrors drop column moved_to;
alter table mirror_settings drop column name_authors;
