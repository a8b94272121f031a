-- Judging again, and cancelling.

-- Submissions that are judged again as a set. Their verdicts stay in force until the set is applied, or for good if it
-- is cancelled.
create table rejudging (
  id uuid primary key,
  reason text not null,
  -- What was asked for, to be shown: {problem, event, language, verdicts, submissions}.
  selection jsonb not null,
  state text not null default 'open' check (state in ('open', 'applied', 'cancelled')),
  total integer not null,
  done integer not null default 0,
  created_by uuid not null references "user",
  created_at timestamptz not null default now(),
  ended_by uuid references "user",
  ended_at timestamptz,
  check ((state = 'open') = (ended_at is null))
);

-- One submission of a set: a verdict that is not in force, beside the submission's own that is.
create table judging (
  id uuid primary key,
  rejudging_id uuid not null references rejudging,
  submission_id uuid not null references submission,
  -- The submission's attempt when the set was made. One with a higher number was judged later still, and is left alone.
  base_attempt integer not null,
  -- applied: its verdict was put in force. kept: the set was applied, but the submission kept the verdict it had.
  state text not null default 'queued'
    check (state in ('queued', 'running', 'done', 'applied', 'kept', 'cancelled')),
  attempt integer not null default 0,
  verdict text,
  score double precision,
  cpu_ms integer,
  memory_kib integer,
  total_tests integer,
  compile jsonb,
  tests jsonb,
  error text,
  phases jsonb,
  -- The submission's own, when the set ended.
  old_verdict text,
  old_score double precision,
  started_at timestamptz,
  finished_at timestamptz
);
create index judging_of_rejudging on judging (rejudging_id, id);
create index judging_unfinished on judging (id) where state in ('queued', 'running');
-- A submission is in one open set at most.
create unique index judging_open on judging (submission_id) where state in ('queued', 'running', 'done');

-- Verdicts that were in force and are no more, with what belonged to them.
create table past_verdict (
  submission_id uuid not null references submission on delete cascade,
  attempt integer not null,
  verdict text not null,
  score double precision,
  cpu_ms integer,
  memory_kib integer,
  total_tests integer,
  compile jsonb,
  tests jsonb not null,
  error text,
  judged_at timestamptz not null,
  -- The set that replaced it; null: the submission was judged again by itself.
  rejudging_id uuid references rejudging,
  replaced_by uuid not null references "user",
  replaced_at timestamptz not null default now(),
  primary key (submission_id, attempt)
);

create index submission_judge_error on submission (id desc) where verdict = 'JE';
