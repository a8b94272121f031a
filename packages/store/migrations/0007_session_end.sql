-- Sessions that have expired are removed: the oldest are found by it.
create index session_by_end on session (expires_at);
