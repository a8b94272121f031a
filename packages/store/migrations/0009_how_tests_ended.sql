-- How a program ended on a test, and which limit a run met: null in rows of before, and of workers of before.
alter table submission_test
  add "limit" text,
  add exit_code integer,
  add signal text;
alter table run add "limit" text;
