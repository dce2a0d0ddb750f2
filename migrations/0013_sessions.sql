-- Who is signed in where: a session begins at a sign-in and lives as long as its refresh token is used, and its short access tokens with it.
-- Beside them keys, which people make for their programs.

create table api_sessions (
  id uuid primary key,
  user_id bigint not null references users on delete cascade,
  -- How the person signed in, such as `telegram`.
  source text not null,
  -- Of whoever refreshed it last, so that a person knows their own among them; a client's word.
  user_agent text check (char_length(user_agent) <= 300),
  address text,
  created_at timestamptz not null,
  last_used_at timestamptz not null,
  expires_at timestamptz not null,
  -- A refresh token has two halves. The first stays for the session's life and finds it, whichever token of it comes; SHA-256.
  family_sha256 bytea not null unique check (octet_length(family_sha256) = 32),
  -- The second is another one after each use; SHA-256 of the newest.
  refresh_sha256 bytea not null check (octet_length(refresh_sha256) = 32),
  -- Those that were replaced a moment ago, oldest first: `sha256`, `salt` (base64url) and `replacedAt`. A later half is the hash of the one
  -- before it with the salt, so that whoever has the older one and lost the answer gets the newest again, and nobody else can make it.
  replaced jsonb not null default '[]'
);
create index api_sessions_user on api_sessions (user_id, last_used_at);
create index api_sessions_expiry on api_sessions (expires_at);

-- Null: of a release before, or a key.
alter table api_tokens add column session_id uuid references api_sessions on delete cascade;
create index api_tokens_session on api_tokens (session_id) where session_id is not null;

-- A key for a program: shown once, and known to its owner by this id and name. Null: an access token.
alter table api_tokens add column key_id uuid unique;
alter table api_tokens add column key_name text check (char_length(key_name) between 1 and 100);
alter table api_tokens add constraint api_tokens_key check ((key_id is null) = (key_name is null));

-- What Telegram signed and was used to sign in, until it would be too old anyway: the widget's once, a Mini App's a few times.
create table api_sign_in_proofs (
  proof_sha256 bytea primary key check (octet_length(proof_sha256) = 32),
  uses int not null default 1,
  expires_at timestamptz not null
);
create index api_sign_in_proofs_expiry on api_sign_in_proofs (expires_at);
