-- How outputs become verdicts, and the sources of the checker or interactor that decides: a blob, as test data is. A worker
-- of before does not know of it and compares tokens: end the old workers before such a problem is put.
alter table problem
  add comparison jsonb not null
    default '{"kind": "tokens", "spaceSensitive": false, "absoluteTolerance": null, "relativeTolerance": null}',
  add referee_sha256 bytea references blob,
  add check ((comparison ->> 'kind' = 'tokens') = (referee_sha256 is null));
-- A blob that goes is looked up here.
create index problem_referee on problem (referee_sha256) where referee_sha256 is not null;
