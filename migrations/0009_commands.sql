-- Commands to terminals: one run is one command to some terminals, and has one row a terminal. Together they are the audit of who sent what
-- from where, to whom, with which result; kept for a year.

create table command_runs (
  id uuid primary key,
  fleet_id bigint not null,
  -- Telegram's id; null: the system itself.
  requested_by bigint,
  source text not null check (source in ('telegram', 'api', 'system')),
  -- Chat or network address.
  address text,
  -- As the person chose it: `terminal`, `group GROUP`, `tag TAG`, `all`.
  target text not null,
  -- As typed, without a botname prefix.
  command text not null check (char_length(command) between 1 and 60000),
  -- Sent as `BotName:command`.
  by_bot_name boolean not null default false,
  timeout_ms integer not null check (timeout_ms between 1000 and 30000),
  -- Of the request; a repeated request finds the run it made.
  idempotency_key text not null,
  -- Of what was asked: the same key with another request is a mistake of the caller's.
  request_sha256 bytea,
  -- The run that this one takes back, by the opposite command.
  undo_of uuid,
  -- Once this one is settled, the next of a preset is sent.
  next_run_id uuid,
  created_at timestamptz not null,
  -- Dispatched later than this, it is not sent: nobody expects it any more. Null while the run before it is not settled.
  send_by timestamptz,
  -- Nothing is sent after this; set when the run is dispatched.
  expires_at timestamptz,
  settled_at timestamptz,
  -- The end was shown where it is followed, and the next of the preset announced.
  told_at timestamptz,
  -- Where its progress is shown: { bot, chatId, messageId, language }, or null.
  follow jsonb
);
create unique index command_runs_key on command_runs (coalesce(requested_by, 0), idempotency_key);
create index command_runs_fleet on command_runs (fleet_id, created_at desc);
create index command_runs_created on command_runs (created_at);
create index command_runs_open on command_runs (created_at) where settled_at is null;
create index command_runs_undone on command_runs (undo_of) where undo_of is not null;

create table command_results (
  -- Of the run.
  created_at timestamptz not null,
  run_id uuid not null,
  terminal_id bigint not null,
  -- `claimed`: a task took it, and from then on nobody else sends it: it is sent once or not at all.
  state text not null default 'pending'
    check (state in ('pending', 'claimed', 'answered', 'refused', 'timed-out', 'not-sent')),
  task text,
  sent_at timestamptz,
  settled_at timestamptz,
  reply text,
  reply_datagrams integer,
  -- Why it was not sent, or what the reply lacks.
  reason text,
  primary key (created_at, run_id, terminal_id)
) partition by range (created_at);
create index command_results_terminal on command_results (terminal_id, created_at desc);
create table command_results_default partition of command_results default;

insert into partition_policies (parent, step, ahead, retention_days) values ('command_results', 'month', 2, 366);

create table command_presets (
  id bigint generated always as identity primary key,
  fleet_id bigint not null references fleets on delete cascade,
  name text not null check (char_length(name) between 1 and 50),
  commands text[] not null check (cardinality(commands) between 1 and 20),
  -- Place among the quick buttons; null: only in the list.
  quick_position integer,
  created_by bigint,
  created_at timestamptz not null default now(),
  unique (fleet_id, name)
);
