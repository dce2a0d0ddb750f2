-- Errors of terminals by month, so that old ones go with their month, and indexes for what is asked of thousands of terminals at once:
-- the newest errors of a code or of a symbol. A terminal's own stand in `api_errors_terminal` as before.
lock table api_errors in access exclusive mode;
alter table api_errors rename to api_errors_before;
alter table api_errors_before rename constraint api_errors_pkey to api_errors_before_pkey;
alter index api_errors_terminal rename to api_errors_before_terminal;

-- Not an identity: a partition that is made apart and attached later may not have one (maintain_partitions).
create sequence api_errors_ids;
select setval('api_errors_ids', coalesce((select max(id) from api_errors_before), 0) + 1, false);

create table api_errors (
  id bigint not null default nextval('api_errors_ids'),
  terminal_id bigint not null,
  bot_name text,
  error_text text not null,
  error_time timestamptz,
  symbol text,
  error_code integer,
  received_at timestamptz not null
) partition by range (received_at);
alter sequence api_errors_ids owned by api_errors.id;
create table api_errors_default partition of api_errors default;

do $$
declare
  month timestamptz;
begin
  for month in select distinct date_trunc('month', received_at, 'UTC') from api_errors_before order by 1 loop
    execute format('create table %I partition of api_errors for values from (%L) to (%L)',
      'api_errors_' || to_char(month at time zone 'UTC', 'YYYYMM'), month, date_add(month, '1 month', 'UTC'));
  end loop;
end $$;
insert into api_errors select id, terminal_id, bot_name, error_text, error_time, symbol, error_code, received_at from api_errors_before order by id;
drop table api_errors_before;

alter table api_errors add primary key (id, received_at);
create index api_errors_terminal on api_errors (terminal_id, received_at);
-- With whose it is, so that what belongs to others is passed by without reading it.
create index api_errors_code on api_errors (error_code, received_at, id) include (terminal_id);
-- An index on an expression answers alone only if the column is in it, too.
create index api_errors_symbol on api_errors (lower(symbol), received_at, id) include (terminal_id, symbol, error_code);

-- The setting apiErrorRetentionDays is written over it.
insert into partition_policies (parent, step, ahead, retention_days) values ('api_errors', 'month', 2, 184);

select maintain_partitions(now());
