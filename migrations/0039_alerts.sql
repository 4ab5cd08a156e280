-- Up Migration
-- An alert whose target is removed tells those that are left, or nobody; and for each kept search it is quickly found when
-- it last told somebody.

create function target_leaves_alerts() returns trigger language plpgsql as $$
begin
  update saved_searches
  set alert_target_ids = array_remove(alert_target_ids, old.id),
      alert_since = case when array_remove(alert_target_ids, old.id) <> '{}' then alert_since end
  where old.id = any (alert_target_ids);
  return null;
end $$;
comment on function target_leaves_alerts() is 'Takes a target that is removed out of the alerts that told it.';
create trigger target_leaves_alerts after delete on notification_targets for each row
  execute function target_leaves_alerts();

update saved_searches s
set alert_target_ids = kept.ids, alert_since = case when kept.ids <> '{}' then s.alert_since end
from (
  select o.id, array(select t.id from notification_targets t where t.id = any (o.alert_target_ids) order by t.id) as ids
  from saved_searches o
) kept
where kept.id = s.id and cardinality(kept.ids) <> cardinality(s.alert_target_ids);

create index notification_tasks_of_search on notification_tasks ((facts ->> 'searchId'), id desc)
  where event = 'keyword_alert';

-- Down Migration
drop index notification_tasks_of_search;
drop trigger target_leaves_alerts on notification_targets;
drop function target_leaves_alerts;
