-- What lets a person in over HTTP: a random text that only its holder has.

create table api_tokens (
  -- SHA-256 of the token: who reads the table cannot sign in.
  token_sha256 bytea primary key check (octet_length(token_sha256) = 32),
  user_id bigint not null references users on delete cascade,
  -- How the person signed in, such as `dev-login`.
  source text not null,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  -- Signed out.
  revoked_at timestamptz,
  -- Written at most once an hour.
  last_used_at timestamptz
);
create index api_tokens_user on api_tokens (user_id, expires_at);
