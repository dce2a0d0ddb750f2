-- Whether anybody looks at the live page: whoever pushes to the live sockets moves it ahead, and store-batch announces what it stored until
-- then. Here and not in DynamoDB, since store-batch has this connection at hand and needs no other part for it.
create table live_watch (
  only_row boolean primary key default true check (only_row),
  watched_until timestamptz not null
);
insert into live_watch (watched_until) values ('-infinity');
