-- What people want to be told of a fleet, what there was to tell, and how far each has been told.

create table alert_settings (
  fleet_id bigint not null references fleets on delete cascade,
  user_id bigint not null,
  silent boolean not null default true,
  api_errors boolean not null default true,
  -- Loss of a day, in the person's time zone, in units of `loss_currency`, at which it is told; null: never.
  loss_limit numeric check (loss_limit > 0),
  loss_currency text not null default 'USDT' check (char_length(loss_currency) between 1 and 10),
  -- In the person's time zone; both null: always. What happens meanwhile is told in one message when they end.
  quiet_from time,
  quiet_to time,
  primary key (fleet_id, user_id),
  check ((quiet_from is null) = (quiet_to is null))
);

-- Written by watch-fleet alone, one run at a time, so the ids are in the order of their commits.
create table alerts (
  id bigint generated always as identity primary key,
  fleet_id bigint not null references fleets on delete cascade,
  kind text not null check (kind in ('silent', 'back', 'api-errors', 'loss')),
  -- Of whom it is about alone: a loss beyond a person's own limit. Null: every member.
  user_id bigint,
  -- By kind: core/fleet/alerts/alert.ts.
  subject jsonb not null,
  occurred_at timestamptz not null
);
create index alerts_fleet on alerts (fleet_id, id);
create index alerts_time on alerts (occurred_at);

-- How far a person has been told. Who joins begins with what comes after.
create table alert_readers (
  fleet_id bigint not null references fleets on delete cascade,
  user_id bigint not null,
  told_id bigint not null,
  primary key (fleet_id, user_id)
);

-- Terminals that were told as silent and not yet as back.
create table alert_terminals (
  terminal_id bigint primary key references terminals on delete cascade,
  silent_since timestamptz not null
);

-- Up to which error a fleet's errors were told. An error that was committed late has a lower id than one that is visible already, so only ids
-- are told that were visible a run ago: no transaction of store-batch takes that long.
create table alert_error_marks (
  fleet_id bigint primary key references fleets on delete cascade,
  told_id bigint not null,
  told_at timestamptz not null
);
create table alert_error_cursor (
  only_row boolean primary key default true check (only_row),
  visible_id bigint not null,
  read_at timestamptz not null
);
insert into alert_error_cursor (visible_id, read_at) values (0, '-infinity');

-- A loss is told once a day and limit.
create table alert_losses (
  fleet_id bigint not null references fleets on delete cascade,
  user_id bigint not null,
  day date not null,
  loss_limit numeric not null,
  currency text not null,
  primary key (fleet_id, user_id, day, loss_limit, currency)
);
