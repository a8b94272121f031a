-- What was written while Redis was away: entries of the cache that are to be cleared when it is back.

create table cache_outbox (
  number bigint generated always as identity primary key,
  resource text not null,
  id text not null,
  created_at timestamptz not null default now()
);
