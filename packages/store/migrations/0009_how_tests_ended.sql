-- How a program ended on a test, which limit a run met, and what the checker or interactor said of a test, which only
-- admins are shown. Null in rows of before, and of workers of before.
alter table submission_test
  add "limit" text,
  add exit_code integer,
  add signal text,
  add message text;
alter table run add "limit" text;
