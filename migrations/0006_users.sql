-- People, as Telegram knows them, and what they are at each bot.

create table users (
  -- Telegram's id: up to 52 bits.
  id bigint primary key check (id > 0),
  first_name text not null,
  username text,
  -- Chosen in the settings; null: as Telegram's own language says.
  language text check (language in ('en', 'ru')),
  telegram_language text,
  -- IANA name; null: not chosen, times are shown in UTC and say so.
  time_zone text,
  created_at timestamptz not null default now(),
  -- Written at most once an hour.
  last_seen_at timestamptz not null default now()
);

create table bot_users (
  bot text not null,
  user_id bigint not null references users on delete cascade,
  -- By an admin: the bot does not answer.
  blocked_at timestamptz,
  blocked_by bigint,
  -- Telegram says 403: blocked the bot, or gone. Cleared by the next update.
  unreachable_at timestamptz,
  first_seen_at timestamptz not null default now(),
  primary key (bot, user_id)
);

create table feedback (
  id bigint generated always as identity primary key,
  bot text not null,
  user_id bigint references users on delete set null,
  text text not null check (char_length(text) between 10 and 1000),
  -- Of the update that brought it: `fleet:100`. However often that is handled, the feedback is there once.
  key text not null unique,
  created_at timestamptz not null default now(),
  -- Null beside an `answered_at`: marked as done without words.
  answer text,
  answered_by bigint,
  answered_at timestamptz
);
create index feedback_open on feedback (bot, id) where answered_at is null;
create index feedback_person on feedback (user_id);

-- Privileged acts: who, when, from where, what, on what, with which result. Commands to terminals have rows of their own beside it.
create sequence audit_id;
create table audit (
  occurred_at timestamptz not null default now(),
  -- No identity: a table with one cannot become a partition, and maintain_partitions makes them from this one.
  id bigint not null default nextval('audit_id'),
  -- Telegram's id; null: the system itself.
  actor_id bigint,
  source text not null check (source in ('telegram', 'api', 'system')),
  -- Chat or network address.
  address text,
  action text not null,
  fleet_id bigint,
  -- What was acted on; no secrets.
  subject jsonb not null default '{}',
  outcome text not null check (outcome in ('done', 'refused', 'failed'))
) partition by range (occurred_at);
create index audit_actor on audit (actor_id, id);
create index audit_fleet on audit (fleet_id, id);
create index audit_newest on audit (id);
create table audit_default partition of audit default;

insert into partition_policies (parent, step, ahead, retention_days) values ('audit', 'month', 2, 366);
