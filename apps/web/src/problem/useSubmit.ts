import type { NewSubmission, Submission } from '@gavel/contract';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { ApiError } from '../api/errors.ts';
import { http } from '../api/http.ts';
import { problemQuery, submissionQuery } from '../api/queries.ts';
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
    // The event that holds the problem has begun, or was joined elsewhere: the page shows which it is.
    onError: (error, { body }) => {
      if (!(error instanceof ApiError) || error.code !== 'event-running') return;
      void queries.invalidateQueries({ queryKey: problemQuery(body.problem).queryKey });
    },
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
