-- Up Migration
-- The listener's own sign of life, beside that of the process: a process can live while its connection to the platform
-- has long gone silent.

alter table accounts
  add column gateway_heartbeat_at timestamptz,
  add column gateway_event_at timestamptz;
comment on column accounts.gateway_heartbeat_at is 'When the platform last answered that the connection for live events is alive; null before the first connection.';
comment on column accounts.gateway_event_at is 'When the platform last announced something that happened; null before the first connection.';

-- Down Migration
alter table accounts
  drop column gateway_heartbeat_at,
  drop column gateway_event_at;
