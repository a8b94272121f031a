import type { Submission } from '@gavel/contract';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { http } from '../api/http.ts';
import { submissionQuery } from '../api/queries.ts';
import { ConfirmDialog } from '../ui/ConfirmDialog.tsx';
import { ErrorNotice } from '../ui/states.tsx';

/** For admins, where a submission has its verdict. */
export function RejudgeSubmission({ id }: { id: string }) {
  const queries = useQueryClient();
  const rejudge = useMutation({
    mutationFn: () => http<Submission>(`/api/v1/submissions/${id}/rejudge`, { method: 'POST' }),
    onSuccess: (submission) => queries.setQueryData(submissionQuery(id).queryKey, submission),
  });
  return (
    <>
      <ConfirmDialog
        label="Judge again"
        disabled={rejudge.isPending}
        title="Judge this submission again?"
        action="Judge again"
        onConfirm={rejudge.mutate}
      >
        <p>
          Its verdict is out of force at once and stays among the earlier ones; the new one counts as soon as
          it is there. To compare before anything changes, judge the problem again as a set.
        </p>
      </ConfirmDialog>
      {rejudge.isError && <ErrorNotice error={rejudge.error} />}
    </>
  );
}
