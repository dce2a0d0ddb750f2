-- Whose terminals they are, and who else may see and command them.

create table fleets (
  id bigint generated always as identity primary key,
  name text not null check (char_length(name) between 1 and 100),
  created_at timestamptz not null default now()
);

create table fleet_members (
  fleet_id bigint not null references fleets on delete cascade,
  -- Telegram's id. Not a reference: an invitation may be accepted, or a file registered, before the person's row is there.
  user_id bigint not null,
  role text not null check (role in ('owner', 'operator', 'viewer')),
  added_by bigint,
  added_at timestamptz not null default now(),
  primary key (fleet_id, user_id)
);
create index fleet_members_user on fleet_members (user_id);
create unique index fleet_members_owner on fleet_members (fleet_id) where role = 'owner';

create table fleet_invites (
  -- SHA-256 of the word in the link: who reads the table cannot join.
  token_sha256 bytea primary key,
  fleet_id bigint not null references fleets on delete cascade,
  role text not null check (role in ('operator', 'viewer')),
  created_by bigint not null,
  created_at timestamptz not null default now(),
  expires_at timestamptz not null,
  -- One link, one person.
  used_by bigint,
  used_at timestamptz
);

alter table terminals add column fleet_id bigint references fleets on delete restrict;
-- Removed by its owner: its orders and history stay, its address is free again.
alter table terminals add column removed_at timestamptz;
alter table terminals add column note text;

-- What was registered before there were fleets belongs to one without a member; docs/runbook.md tells how to give it an owner.
with given as (
  insert into fleets (name) select 'Terminals' where exists (select 1 from terminals) returning id
)
update terminals set fleet_id = given.id from given;
alter table terminals alter column fleet_id set not null;

drop index terminals_address;
create unique index terminals_address on terminals (canonical_host(host), port) where removed_at is null;
-- The list of a fleet, by name and page.
create index terminals_fleet on terminals (fleet_id, lower(name), id) where removed_at is null;

-- A terminal is in any number of groups and has any number of tags.
create table terminal_labels (
  terminal_id bigint not null references terminals on delete cascade,
  kind text not null check (kind in ('group', 'tag')),
  name text not null check (char_length(name) between 1 and 50),
  primary key (terminal_id, kind, name)
);
create index terminal_labels_name on terminal_labels (kind, lower(name), terminal_id);

-- Undoing a removal gives the terminal back as it was: listened to, or paused.
alter table terminals add column was_enabled boolean;

-- Which of their fleets a person looks at; without a row it is their own.
create table fleet_choices (
  user_id bigint primary key,
  fleet_id bigint not null references fleets on delete cascade
);

-- Lists of terminals between their preview and their "do it". Passwords in them are sealed; what is older than an hour is deleted by the
-- next import.
create table terminal_imports (
  id uuid primary key,
  user_id bigint not null,
  entries jsonb not null,
  created_at timestamptz not null default now(),
  -- What came of it; its entries are gone then. An import that is done again finds it.
  result jsonb
);
create index terminal_imports_created on terminal_imports (created_at);
