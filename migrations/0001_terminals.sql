-- Who may send to us, and whether they do.

create table terminals (
  id bigint generated always as identity primary key,
  name text not null,
  host text not null,
  port integer not null check (port between 1 and 65535),
  -- AES-256-GCM, see core/fleet/terminal-password.ts. Null: the terminal has no password and takes unsigned commands.
  password_sealed bytea,
  enabled boolean not null default true,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);

-- The spellings of one host, as core/fleet/terminal-address.ts knows them.
create function canonical_host(host text) returns text language sql immutable strict parallel safe as $$
  select case
    when name in ('localhost', '::1', '0.0.0.0') then '127.0.0.1'
    when name ~ '^::ffff:[0-9.]+$' then substring(name from 8)
    else name
  end
  from (select lower(trim(host)) as name) as given
$$;

-- Two terminals at one address could not be told apart: a datagram carries nothing but its source. Two names of one address are found
-- by the task, which resolves them.
create unique index terminals_address on terminals (canonical_host(host), port);

-- The ingest task asks for this one row each second and reads the terminals again when it changed.
-- A sequence would not do: it moves before the change is visible, and the task would read the old rows.
create table terminals_revision (
  only_row boolean primary key default true check (only_row),
  revision bigint not null
);
insert into terminals_revision (revision) values (1);

create function bump_terminals_revision() returns trigger language plpgsql as $$
begin
  update terminals_revision set revision = revision + 1;
  return null;
end $$;

create trigger terminals_changed after insert or update or delete or truncate on terminals
  for each statement execute function bump_terminals_revision();

-- On-line and off-line transitions as the task saw them: the newest, and the history.
create table terminal_status (
  terminal_id bigint primary key,
  is_online boolean not null,
  changed_at timestamptz not null
);

create table terminal_events (
  terminal_id bigint not null,
  occurred_at timestamptz not null,
  event text not null check (event in ('online', 'offline')),
  primary key (terminal_id, occurred_at)
);
