import { useQuery } from '@tanstack/react-query';
import { type SubmitEvent, useState } from 'react';
import { problemsQuery } from '../api/queries.ts';
import { ConfirmDialog } from '../ui/ConfirmDialog.tsx';
import { isolate } from '../ui/format.ts';
import { Unloaded } from '../ui/Unloaded.tsx';
import { PackageField } from './PackageField.tsx';
import { proposeSlug } from './propose-slug.ts';
import { SendFailure } from './SendFailure.tsx';
import { SendProgress } from './SendProgress.tsx';
import { SlugField } from './SlugField.tsx';
import { Stored } from './Stored.tsx';
import { useSendPackage } from './useSendPackage.ts';
import './package.css';

/** `slug`: of the problem that shall be replaced, where that is known. */
export function PackageForm({ slug: given }: { slug: string | undefined }) {
  const [file, setFile] = useState<File | null>(null);
  const [typed, setTyped] = useState(given);
  const [hidden, setHidden] = useState(false);
  const problems = useQuery(problemsQuery);
  const { send, progress } = useSendPackage();

  const slug = typed ?? proposeSlug(file?.name ?? '');
  const known = problems.data?.find((each) => each.slug === slug);
  const unready = file === null || !problems.isSuccess || send.isPending;

  function choose(chosen: File) {
    setFile(chosen);
    send.reset();
  }

  function sendIt() {
    if (!unready) send.mutate({ file, slug, hidden, replaces: known !== undefined });
  }

  /** Enter in a field submits too: what replaces a problem is asked for first. */
  function submit(event: SubmitEvent) {
    event.preventDefault();
    if (!known) sendIt();
  }

  function startAgain() {
    setFile(null);
    setTyped(given);
    setHidden(false);
    send.reset();
  }

  if (send.isSuccess) {
    return <Stored problem={send.data} replaced={send.variables.replaces} onNext={startAgain} />;
  }

  return (
    <form className="package-form" onSubmit={submit}>
      <PackageField file={file} disabled={send.isPending} onChoose={choose} />
      <SlugField value={slug} known={known} disabled={send.isPending} onChange={setTyped} />
      <Unloaded query={problems} what="The names of the problems" />
      <label className="package-hidden">
        <input
          type="checkbox"
          disabled={send.isPending}
          checked={hidden}
          onChange={({ target }) => setHidden(target.checked)}
        />
        <span>
          Hidden until an event with it begins
          {known && <span className="field-hint"> (not ticked: it stays as it is)</span>}
        </span>
      </label>
      {send.isPending && <SendProgress progress={progress} />}
      {send.isError && <SendFailure error={send.error} />}
      <div className="package-actions">
        {known ? (
          <ConfirmDialog
            label="Replace"
            primary
            disabled={unready}
            title={`Replace ${isolate(known.title)}?`}
            action="Replace it"
            onConfirm={sendIt}
          >
            Its statement, limits and tests become those of the package. Submissions stay, with their
            verdicts, and can be judged again.
          </ConfirmDialog>
        ) : (
          <button type="submit" className="button button-primary" disabled={unready}>
            Add problem
          </button>
        )}
      </div>
    </form>
  );
}
