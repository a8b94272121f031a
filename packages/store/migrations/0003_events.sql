-- Events: contests with participants and standings.

create table event (
  id uuid primary key,
  title text not null,
  description_markdown text not null,
  description_html text not null,
  -- public: listed; unlisted: for those who have the address; hidden: a draft that only admins see.
  visibility text not null check (visibility in ('public', 'unlisted', 'hidden')),
  scoring text not null check (scoring in ('icpc', 'points')),
  starts_at timestamptz not null,
  ends_at timestamptz not null,
  -- How long before the end the standings stop moving for the public; null: they never do.
  freeze_minutes integer check (freeze_minutes > 0),
  revealed_at timestamptz,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  check (starts_at < ends_at),
  check (ends_at - freeze_minutes * interval '1 minute' >= starts_at)
);
create index event_by_start on event (starts_at desc, id desc);

create table event_problem (
  event_id uuid not null references event on delete cascade,
  -- From 0: problem A is 0.
  position integer not null,
  problem_id uuid not null references problem,
  primary key (event_id, position),
  unique (problem_id, event_id)
);

create table participant (
  event_id uuid not null references event on delete cascade,
  user_id uuid not null references "user" on delete cascade,
  joined_at timestamptz not null default now(),
  primary key (event_id, user_id)
);
create index participant_of_user on participant (user_id);

-- Kept from all but admins until an event that has it begins.
alter table problem add column hidden boolean not null default false;

-- Of an event that was removed the submissions stay, as practice.
alter table submission add column event_id uuid references event on delete set null;
-- All that standings read of a submission, so that they need not touch the table.
create index submission_of_event on submission (event_id, user_id, problem_id, created_at)
  include (verdict, score, state) where event_id is not null;

-- Of how many users have solved a problem, those whose result a frozen event hides are left out.
drop index submission_accepted;
create index submission_accepted on submission (problem_id, user_id) include (event_id, created_at)
  where verdict = 'AC';
