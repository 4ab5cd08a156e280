-- Up Migration
-- Failed sign-ins are counted per client address, and all of them together within a minute.

alter table login_throttle add column recent timestamptz[];
comment on column login_throttle.recent is
  'Attempts of the last minute that did not succeed; only in the scope everywhere, which has a ceiling for all.';
comment on column login_throttle.scope is
  'What is counted: address:… (an IPv4 address or an IPv6 network), password_change, or everywhere.';
comment on table login_throttle is 'Failed sign-ins per scope, so that guessing is slow; survives restarts.';
create index login_throttle_age on login_throttle (failed_at);

-- Down Migration
drop index login_throttle_age;
alter table login_throttle drop column recent;
comment on table login_throttle is 'Failed sign-ins per scope; survives restarts.';
comment on column login_throttle.scope is 'What is counted: the console''s password, or a client address behind a trusted proxy.';
