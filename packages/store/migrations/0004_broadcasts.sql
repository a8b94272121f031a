-- What admins give or tell to everybody, or to all who take part in an event: one row each, whatever their number.

-- By the clock of the database, on which grants are dated too. created_at may come from the clock of an api.
alter table "user" add column registered_at timestamptz not null default now();
update "user" set registered_at = created_at;

create table broadcast (
  id uuid primary key,
  type text not null check (type in ('lucky', 'announcement')),
  author_id uuid not null references "user",
  -- null: for everybody.
  event_id uuid references event on delete cascade,
  -- Given to everyone who was registered before.
  coins integer not null default 0 check (coins >= 0),
  message text not null,
  idempotency_key text,
  request_hash bytea,
  created_at timestamptz not null default now(),
  -- Since when Redis is known to have taken it.
  published_at timestamptz,
  unique (author_id, idempotency_key),
  check (event_id is null or coins = 0)
);
create index broadcast_by_time on broadcast (created_at) include (coins);
create index broadcast_of_event on broadcast (event_id) where event_id is not null;
create index broadcast_unpublished on broadcast (id) where published_at is null;
