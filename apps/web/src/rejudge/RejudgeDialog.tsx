import { Dialog } from '@base-ui/react/dialog';
import type { NewRejudging, Rejudging, Verdict } from '@gavel/contract';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { type SubmitEvent, useState } from 'react';
import { http } from '../api/http.ts';
import { languagesQuery, problemsQuery } from '../api/queries.ts';
import { ErrorNotice } from '../ui/states.tsx';
import { Unloaded } from '../ui/Unloaded.tsx';
import { verdictName } from '../ui/verdicts.ts';
import { rejudgingsQuery } from './queries.ts';
import '../ui/dialog.css';
import './rejudge.css';

const verdicts: readonly Verdict[] = ['AC', 'WA', 'TLE', 'MLE', 'OLE', 'RTE', 'CE', 'JE'];

interface RejudgeDialogProps {
  label: string;
  /** What is judged again; without it a problem is chosen. */
  of?: { problem: string } | { event: string };
  title?: string;
}

/** Makes a rejudging set and goes to its page. */
export function RejudgeDialog({ label, of, title }: RejudgeDialogProps) {
  return (
    <Dialog.Root>
      <Dialog.Trigger className="button">{label}</Dialog.Trigger>
      <Dialog.Portal>
        <Dialog.Backdrop className="dialog-backdrop" />
        <Dialog.Popup className="dialog">
          <Dialog.Title className="dialog-title">
            Judge {title !== undefined && <bdi>{title}</bdi>} again
          </Dialog.Title>
          <Dialog.Description className="dialog-text">
            Every judged submission is judged with the tests of now, behind everything else. The old verdicts
            stay in force until you have compared and applied the new ones.
          </Dialog.Description>
          <RejudgeForm of={of} />
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

function RejudgeForm({ of }: Pick<RejudgeDialogProps, 'of'>) {
  const [problem, setProblem] = useState('');
  const [language, setLanguage] = useState('');
  const [chosen, setChosen] = useState<readonly Verdict[]>([]);
  const [reason, setReason] = useState('');
  const languages = useQuery(languagesQuery);
  const create = useCreate();

  function submit(event: SubmitEvent) {
    event.preventDefault();
    create.mutate({
      ...(of ?? { problem }),
      ...(language && { language }),
      ...(chosen.length > 0 && { verdicts: [...chosen] }),
      reason: reason.trim(),
    });
  }

  return (
    <form className="rejudge-form" onSubmit={submit}>
      {of === undefined && <ProblemField value={problem} onChange={setProblem} />}
      <label className="field">
        <span className="field-name">Language</span>
        <select className="select" value={language} onChange={(event) => setLanguage(event.target.value)}>
          <option value="">All languages</option>
          {languages.data?.map(({ id, name }) => (
            <option key={id} value={id}>
              {name}
            </option>
          ))}
        </select>
      </label>
      <Unloaded query={languages} what="The languages" />
      <fieldset className="field rejudge-verdicts">
        <legend className="field-name">Verdicts; none chosen means all</legend>
        {verdicts.map((verdict) => (
          <label key={verdict} title={verdictName(verdict)}>
            <input
              type="checkbox"
              checked={chosen.includes(verdict)}
              onChange={({ target }) =>
                setChosen(target.checked ? [...chosen, verdict] : chosen.filter((other) => other !== verdict))
              }
            />
            {verdict}
          </label>
        ))}
      </fieldset>
      <label className="field">
        <span className="field-name">Reason</span>
        <input
          className="input"
          required
          maxLength={500}
          placeholder="e.g. test 7 was wrong"
          value={reason}
          onChange={(event) => setReason(event.target.value)}
        />
      </label>
      {create.isError && <ErrorNotice error={create.error} />}
      <div className="dialog-actions">
        <Dialog.Close className="button">Back</Dialog.Close>
        <button type="submit" className="button button-primary" disabled={create.isPending}>
          Judge again
        </button>
      </div>
    </form>
  );
}

function ProblemField({ value, onChange }: { value: string; onChange: (slug: string) => void }) {
  const problems = useQuery(problemsQuery);
  return (
    <>
      <label className="field">
        <span className="field-name">Problem</span>
        <select className="select" required value={value} onChange={(event) => onChange(event.target.value)}>
          <option value="">Choose one</option>
          {problems.data?.map(({ slug, title }) => (
            <option key={slug} value={slug}>
              {title}
            </option>
          ))}
        </select>
      </label>
      <Unloaded query={problems} what="The problems" />
    </>
  );
}

function useCreate() {
  const queries = useQueryClient();
  const navigate = useNavigate();
  return useMutation({
    mutationFn: (body: NewRejudging) => http<Rejudging>('/api/v1/rejudgings', { method: 'POST', body }),
    onSuccess: async ({ id }) => {
      void queries.invalidateQueries({ queryKey: rejudgingsQuery.queryKey });
      await navigate({ to: '/rejudgings/$id', params: { id } });
    },
  });
}
