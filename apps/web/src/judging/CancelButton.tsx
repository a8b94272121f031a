import type { Submission } from '@gavel/contract';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { explain } from '../api/errors.ts';
import { http } from '../api/http.ts';
import { submissionQuery } from '../api/queries.ts';
import { ConfirmButton } from '../ui/ConfirmButton.tsx';

/** For a submission that waits or runs. Its end comes by the live connection, as any other. */
export function CancelButton({ id, about, small }: { id: string; about: string; small?: boolean }) {
  const queries = useQueryClient();
  const cancel = useMutation({
    mutationFn: () => http<Submission>(`/api/v1/submissions/${id}/cancel`, { method: 'POST' }),
    onSuccess: (submission) => queries.setQueryData(submissionQuery(id).queryKey, submission),
    onSettled: () => queries.invalidateQueries({ queryKey: ['submissions'] }),
  });
  return (
    <>
      <ConfirmButton
        label="Cancel"
        sure="Really cancel"
        about={about}
        small={small ?? false}
        disabled={cancel.isPending || cancel.isSuccess}
        onConfirm={cancel.mutate}
      />
      {cancel.isError && (
        <span className="field-error" role="alert">
          {explain(cancel.error)}
        </span>
      )}
    </>
  );
}
