-- Messages that bots send of their own accord: written in the transaction of their cause, sent by send-messages.

create table outbox (
  id bigint generated always as identity primary key,
  bot text not null,
  chat_id bigint not null,
  -- Whom a 403 marks as unreachable; null for groups.
  user_id bigint,
  -- The cause: however often it is repeated, its message is written once.
  key text not null unique,
  -- A method of the Bot API and its parameters without `chat_id`.
  method text not null,
  payload jsonb not null,
  not_before timestamptz not null default now(),
  created_at timestamptz not null default now(),
  state text not null default 'pending' check (state in ('pending', 'sending', 'sent', 'failed', 'unreachable')),
  -- How often it was claimed: who holds a claim knows it by this number.
  attempts integer not null default 0,
  -- Claims that ended without an answer of Telegram's.
  failures integer not null default 0,
  -- Who claimed it and died leaves it to the next after a minute.
  claimed_at timestamptz,
  settled_at timestamptz,
  message_id bigint,
  -- Telegram's code and what it means; no text of the message.
  error text
);
create index outbox_due on outbox (not_before) where state in ('pending', 'sending');
create index outbox_person on outbox (user_id);
create index outbox_settled on outbox (settled_at) where settled_at is not null;
