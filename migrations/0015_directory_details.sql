-- Up Migration
-- Roles, emojis and stickers of guilds: what names and pictures in the archive refer to.

create table guild_roles (
  guild_id int8 not null references guilds (id) on delete cascade,
  id int8 not null,
  name text not null,
  color int4 not null,
  position int4 not null,
  permissions numeric not null,
  is_hoisted boolean not null,
  is_managed boolean not null,
  removed_at timestamptz,
  updated_at timestamptz not null default now(),
  primary key (guild_id, id)
);
comment on table guild_roles is 'Roles of a guild as last announced; those that were deleted stay.';
comment on column guild_roles.guild_id is 'The guild.';
comment on column guild_roles.id is 'The platform''s id; that of everyone''s role is the guild''s.';
comment on column guild_roles.name is 'Its name.';
comment on column guild_roles.color is 'Its colour as 0xRRGGBB; 0 for none.';
comment on column guild_roles.position is 'Higher stands above.';
comment on column guild_roles.permissions is 'Its permission bits.';
comment on column guild_roles.is_hoisted is 'Whether its members are listed apart.';
comment on column guild_roles.is_managed is 'Whether it belongs to an integration, such as a bot''s own role.';
comment on column guild_roles.removed_at is 'When we learned that it was deleted; null while it exists.';
comment on column guild_roles.updated_at is 'When this row last changed.';

create table guild_emojis (
  guild_id int8 not null references guilds (id) on delete cascade,
  id int8 not null,
  kind text not null,
  name text not null,
  is_animated boolean not null,
  is_available boolean not null,
  removed_at timestamptz,
  updated_at timestamptz not null default now(),
  primary key (guild_id, id),
  constraint guild_emojis_kind_known check (kind in ('emoji', 'sticker'))
);
comment on table guild_emojis is 'Emojis and stickers of a guild as last announced; those that were deleted stay, since messages name them.';
comment on column guild_emojis.guild_id is 'The guild.';
comment on column guild_emojis.id is 'The platform''s id.';
comment on column guild_emojis.kind is 'emoji, sticker.';
comment on column guild_emojis.name is 'Its name.';
comment on column guild_emojis.is_animated is 'Whether it moves.';
comment on column guild_emojis.is_available is 'False while it may not be used, as after a guild has lost boosts.';
comment on column guild_emojis.removed_at is 'When we learned that it was deleted; null while it exists.';
comment on column guild_emojis.updated_at is 'When this row last changed.';

-- Down Migration
drop table guild_emojis, guild_roles;
