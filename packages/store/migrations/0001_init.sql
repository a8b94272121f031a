-- Accounts. user, session, account and verification are the tables of better-auth, under column names of ours
-- (the mapping is in apps/server/src/api/auth.ts).

create table "user" (
  id uuid primary key,
  handle text not null,
  -- The handle in lower case: two users may not differ in case alone.
  handle_key text not null unique,
  name text not null,
  email text not null unique,
  email_verified boolean not null default false,
  image text,
  role text not null default 'user' check (role in ('user', 'admin')),
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);

create table session (
  id uuid primary key,
  user_id uuid not null references "user" on delete cascade,
  token text not null unique,
  expires_at timestamptz not null,
  ip_address text,
  user_agent text,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
create index session_of_user on session (user_id);

create table account (
  id uuid primary key,
  user_id uuid not null references "user" on delete cascade,
  account_id text not null,
  provider_id text not null,
  password text,
  access_token text,
  refresh_token text,
  id_token text,
  access_token_expires_at timestamptz,
  refresh_token_expires_at timestamptz,
  scope text,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  unique (provider_id, account_id)
);
create index account_of_user on account (user_id);

create table verification (
  id uuid primary key,
  identifier text not null,
  value text not null,
  expires_at timestamptz not null,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
create index verification_by_identifier on verification (identifier);

create table api_token (
  id uuid primary key,
  user_id uuid not null references "user" on delete cascade,
  -- SHA-256 of the token: a random one of 256 bits needs no slow hash.
  hash bytea not null unique,
  name text not null,
  created_at timestamptz not null default now()
);
create index api_token_of_user on api_token (user_id, id);

-- Problems. Test data is kept by content, in pieces, so that nobody has to hold a whole file in memory.

create table blob (
  sha256 bytea primary key,
  size bigint not null,
  -- Since when no test uses it. Removed some time later: a worker may be reading it.
  orphaned_at timestamptz
);
create index blob_orphaned on blob (orphaned_at) where orphaned_at is not null;

create table blob_piece (
  sha256 bytea not null references blob on delete cascade,
  index integer not null,
  content bytea not null,
  primary key (sha256, index)
);

create table problem (
  id uuid primary key,
  slug text not null unique,
  title text not null,
  statement_markdown text not null,
  statement_html text not null,
  time_limit_ms integer not null,
  memory_limit_kib integer not null,
  -- null: the default of the judge.
  output_limit_bytes bigint,
  difficulty double precision,
  author text,
  source text,
  license text,
  revision integer not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);

create table test_case (
  problem_id uuid not null references problem on delete cascade,
  index integer not null,
  name text not null,
  sample boolean not null,
  input_sha256 bytea not null references blob,
  answer_sha256 bytea not null references blob,
  points double precision,
  primary key (problem_id, index)
);
create index test_case_input on test_case (input_sha256);
create index test_case_answer on test_case (answer_sha256);

-- Submissions. The row is the record; what the queue holds can be made again from it.

create table submission (
  id uuid primary key,
  problem_id uuid not null references problem,
  user_id uuid not null references "user",
  language text not null,
  source text not null,
  class text not null default 'practice',
  state text not null default 'queued' check (state in ('queued', 'running', 'done', 'cancelled')),
  -- The lease under which it is or was judged; 0: never yet. Only the holder of this number may write the verdict.
  attempt integer not null default 0,
  verdict text,
  score double precision,
  cpu_ms integer,
  memory_kib integer,
  total_tests integer,
  compile jsonb,
  error text,
  phases jsonb,
  created_at timestamptz not null default now(),
  started_at timestamptz,
  finished_at timestamptz,
  check ((state = 'done') = (verdict is not null))
);
create index submission_unfinished on submission (id) where state in ('queued', 'running');
create index submission_waiting_of_user on submission (user_id) where state = 'queued';
create index submission_of_user on submission (user_id, id desc);
create index submission_of_problem on submission (problem_id, id desc);
create index submission_accepted on submission (problem_id, user_id) where verdict = 'AC';
create index submission_of_user_problem on submission (user_id, problem_id);

create table submission_test (
  submission_id uuid not null references submission on delete cascade,
  index integer not null,
  name text not null,
  verdict text not null,
  cpu_ms integer not null,
  wall_ms integer not null,
  memory_kib integer not null,
  points double precision,
  primary key (submission_id, index)
);

create table idempotency_key (
  user_id uuid not null references "user" on delete cascade,
  key text not null,
  request_hash bytea not null,
  submission_id uuid not null references submission on delete cascade,
  created_at timestamptz not null default now(),
  primary key (user_id, key)
);

-- Programs on custom input.

create table run (
  id uuid primary key,
  user_id uuid not null references "user",
  language text not null,
  source text not null,
  stdin text not null,
  limits jsonb not null,
  state text not null default 'queued' check (state in ('queued', 'running', 'done')),
  attempt integer not null default 0,
  status text,
  exit_code integer,
  signal text,
  stdout text,
  stderr text,
  truncated boolean,
  cpu_ms integer,
  wall_ms integer,
  memory_kib integer,
  compile jsonb,
  error text,
  created_at timestamptz not null default now(),
  started_at timestamptz,
  finished_at timestamptz,
  check ((state = 'done') = (status is not null))
);
create index run_unfinished on run (id) where state in ('queued', 'running');
create index run_waiting_of_user on run (user_id) where state = 'queued';

-- A balance is the sum of a user's entries. A reason is given once per user and problem.

create table coin_entry (
  id uuid primary key,
  user_id uuid not null references "user" on delete cascade,
  amount integer not null,
  reason text not null,
  problem_id uuid references problem,
  submission_id uuid unique references submission,
  created_at timestamptz not null default now(),
  unique (user_id, problem_id, reason)
);
