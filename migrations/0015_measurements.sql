-- What the programs measured of themselves, a row each 10 s or minute: what the API's metrics, their history and the capacity rest on.
create table measurements (
  measured_at timestamptz not null,
  -- Which program: core/measurements/sources.ts.
  source text not null,
  -- Which run of it: a task, a container of a function.
  instance text not null,
  data jsonb not null
) partition by range (measured_at);
-- The newest of a source, and a source over a time.
create index measurements_source on measurements (source, measured_at);
create table measurements_default partition of measurements default;

insert into partition_policies (parent, step, ahead, retention_days) values ('measurements', 'day', 7, 7);

select maintain_partitions(now());

-- The pages of dead letters by reason. Few rows, if all is well.
create index dead_letters_reason on dead_letters (reason, id);
