/** SQL that the test template carries; no part of the product's schema. */

const tables = `
  select c.oid, format('%I.%I', n.nspname, c.relname) as name
  from pg_class c join pg_namespace n on n.oid = c.relnamespace
  where n.nspname = 'public' and c.relkind in ('r', 'p') and not c.relispartition and c.relname <> 'pgmigrations'`;

/** Tables of the product that hold rows. */
export const tablesWithRows = `
  select name from (${tables}) t
  where (xpath('/row/n/text()', query_to_xml(format('select count(*) as n from %s', name), false, true, '')))[1]::text <> '0'`;

/**
 * Truncates only tables that were used: one TRUNCATE of all would take longer than most tests. A table is
 * used when it has rows or when its identity has counted.
 */
export const emptyFunction = `
create schema test_support;
create function test_support.empty() returns void language plpgsql as $$
declare
  one record;
  used boolean;
  names text[] := '{}';
begin
  for one in ${tables} loop
    execute format('select exists (select from %s)', one.name) into used;
    used := used or exists (
      select from pg_depend d
      join pg_class s on s.oid = d.objid
      where d.refobjid = one.oid and d.deptype in ('a', 'i')
        -- case: the planner may look at other objects than sequences first
        and case when s.relkind = 'S' then pg_sequence_last_value(s.oid) is not null end);
    if used then names := names || one.name; end if;
  end loop;
  if names <> '{}' then
    execute 'truncate ' || array_to_string(names, ', ') || ' restart identity cascade';
  end if;
end $$;`;
