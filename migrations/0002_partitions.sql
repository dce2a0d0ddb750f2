-- Tables by time: partitions are made ahead and dropped by retention. The policy is data, one row a table.

create table partition_policies (
  parent text primary key,
  step text not null check (step in ('day', 'month')),
  -- How many steps are made ahead of now.
  ahead integer not null check (ahead > 0),
  -- Partitions whose end is older than this are dropped.
  retention_days integer not null check (retention_days > 0)
);

-- Makes and drops partitions of every policy. Safe to repeat and to run at any time: rows that went to the default
-- partition because nothing made theirs in time are moved into the new one.
create function maintain_partitions(at timestamptz) returns table (made integer, dropped integer)
language plpgsql set timezone = 'UTC' as $$
declare
  policy partition_policies;
  starts timestamptz;
  ends timestamptz;
  child text;
  columns text;
  existing record;
begin
  made := 0;
  dropped := 0;
  -- One at a time: two maintainers would both make the same partition.
  perform pg_advisory_xact_lock(hashtextextended('maintain_partitions', 0));
  for policy in select * from partition_policies order by parent loop
    select pg_get_partkeydef(policy.parent::regclass) into columns;
    columns := substring(columns from '\((.*)\)');
    -- One step back as well: at midnight what was received yesterday is still on its way.
    for i in -1 .. policy.ahead loop
      starts := date_trunc(policy.step, at) + (i || ' ' || policy.step)::interval;
      ends := starts + ('1 ' || policy.step)::interval;
      child := policy.parent || '_' || to_char(starts, case policy.step when 'day' then 'YYYYMMDD' else 'YYYYMM' end);
      if to_regclass(child) is null then
        execute format('create table %I (like %I including all)', child, policy.parent);
        execute format('with late as (delete from %I where %s >= %L and %s < %L returning *) insert into %I select * from late',
          policy.parent || '_default', columns, starts, columns, ends, child);
        execute format('alter table %I attach partition %I for values from (%L) to (%L)', policy.parent, child, starts, ends);
        made := made + 1;
      end if;
    end loop;
    for existing in
      select c.relname as name, substring(pg_get_expr(c.relpartbound, c.oid) from 'TO \(''([^'']+)''\)')::timestamptz as ends_at
      from pg_inherits i join pg_class c on c.oid = i.inhrelid
      where i.inhparent = policy.parent::regclass and pg_get_expr(c.relpartbound, c.oid) <> 'DEFAULT'
    loop
      if existing.ends_at < at - (policy.retention_days || ' days')::interval then
        execute format('drop table %I', existing.name);
        dropped := dropped + 1;
      end if;
    end loop;
  end loop;
  return next;
end $$;

-- Batches already stored, so that a second delivery changes nothing. SQS keeps a message for at most 14 days.
create table stored_batches (
  batch_id text not null,
  created_at timestamptz not null,
  primary key (batch_id, created_at)
) partition by range (created_at);
create table stored_batches_default partition of stored_batches default;

-- One row a message: what terminals said, word for word. Read by terminal and time.
create table datagram_log (
  received_at timestamptz not null,
  terminal_id bigint not null,
  kind text not null,
  -- UTF-8 text as inflated. For a chart: a short description; its bytes are in `charts`.
  payload text not null
) partition by range (received_at);
create index datagram_log_terminal on datagram_log (terminal_id, received_at);
create table datagram_log_default partition of datagram_log default;

-- One balance a terminal and minute: the equity curve.
create table balance_history (
  terminal_id bigint not null,
  minute timestamptz not null,
  available numeric,
  total numeric,
  is_running boolean,
  primary key (terminal_id, minute)
) partition by range (minute);
create table balance_history_default partition of balance_history default;

insert into partition_policies (parent, step, ahead, retention_days) values
  ('stored_batches', 'day', 7, 15),
  ('datagram_log', 'day', 7, 30),
  ('balance_history', 'month', 2, 1100);

select maintain_partitions(now());
