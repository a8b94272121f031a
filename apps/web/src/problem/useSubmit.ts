import type { NewSubmission, Submission } from '@gavel/contract';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { ApiError } from '../api/errors.ts';
import { http } from '../api/http.ts';
import { submissionQuery } from '../api/queries.ts';
import { randomKey } from '../api/random-key.ts';

/**
 * Submits once: when no answer came, the same request is sent again under the same key, and the server gives back
 * the submission that it already has.
 */
export function useSubmit(onSubmitted: (submission: Submission) => void) {
  const queries = useQueryClient();
  const mutation = useMutation({
    mutationFn: ({ body, key }: { body: NewSubmission; key: string }) =>
      http<Submission>('/api/v1/submissions', { method: 'POST', body, headers: { 'idempotency-key': key } }),
    retry: (failures, error) => failures < 3 && error instanceof ApiError && error.status === 0,
    onSuccess: (submission) => {
      queries.setQueryData(submissionQuery(submission.id).queryKey, submission);
      onSubmitted(submission);
    },
  });
  return {
    submit: (body: NewSubmission) => mutation.mutate({ body, key: randomKey() }),
    isPending: mutation.isPending,
    error: mutation.error,
    forgetError: () => mutation.isError && mutation.reset(),
  };
}
