-- Two names may lead to one address and port, and only one terminal can have it. The id does not say who was there first: whoever has an old
-- terminal could move it onto another's address, and would be given what the other sends.

alter table terminals add column addressed_at timestamptz not null default now();
update terminals set addressed_at = created_at;

create function note_terminal_address() returns trigger language plpgsql as $$
begin
  new.addressed_at := now();
  return new;
end $$;

-- Also when it was not listened to in between: who is there now stays.
create trigger terminals_addressed before update of host, port, enabled, removed_at on terminals
  for each row when (
    canonical_host(old.host) <> canonical_host(new.host) or old.port <> new.port
    or (new.enabled and not old.enabled) or (new.removed_at is null and old.removed_at is not null)
  )
  execute function note_terminal_address();
