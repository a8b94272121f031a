-- Old keys are removed: the oldest are found by it.
create index idempotency_key_by_age on idempotency_key (created_at);
