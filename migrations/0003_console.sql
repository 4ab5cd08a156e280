-- Up Migration
-- The console: settings, sessions and the brake on password guessing.

create table settings (
  key text primary key,
  value jsonb not null,
  updated_at timestamptz not null default now()
);
comment on table settings is 'Settings of this installation.';
comment on column settings.key is 'Name; access_password holds the argon2id hash of the access password.';
comment on column settings.value is 'Value.';
comment on column settings.updated_at is 'When it was last set.';

create table sessions (
  token_hash bytea primary key,
  created_at timestamptz not null default now(),
  last_seen_at timestamptz not null default now(),
  expires_at timestamptz not null,
  user_agent text
);
create index sessions_expiry on sessions (expires_at);
comment on table sessions is 'Signed-in browsers. The cookie holds the token; only its hash is stored.';
comment on column sessions.token_hash is 'SHA-256 of the session token.';
comment on column sessions.created_at is 'When the password was given.';
comment on column sessions.last_seen_at is 'Last use, to the minute.';
comment on column sessions.expires_at is 'Absolute end, whatever the use.';
comment on column sessions.user_agent is 'Browser, as it names itself; null when it does not.';

create table login_throttle (
  scope text primary key,
  failures int not null default 0,
  failed_at timestamptz not null default now(),
  locked_until timestamptz
);
comment on table login_throttle is 'Failed sign-ins per scope; survives restarts.';
comment on column login_throttle.scope is 'What is counted: the console''s password, or a client address behind a trusted proxy.';
comment on column login_throttle.failures is 'Failures in a row.';
comment on column login_throttle.failed_at is 'Last failure.';
comment on column login_throttle.locked_until is 'No attempt is looked at before this time; null = not locked.';

-- Down Migration
drop table login_throttle, sessions, settings;
