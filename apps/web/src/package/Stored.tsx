import type { StoredProblem } from '@gavel/contract';
import { Link } from '@tanstack/react-router';
import { useEffect, useRef } from 'react';
import { Icon } from '../ui/Icon.tsx';
import { FaultList } from './FaultList.tsx';

interface StoredProps {
  problem: StoredProblem;
  replaced: boolean;
  onNext: () => void;
}

/** Takes the place of the form, and its focus. */
export function Stored({ problem, replaced, onNext }: StoredProps) {
  const { slug, title, tests, warnings } = problem;
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  return (
    <section className="package-stored" aria-labelledby="stored-title">
      <h2 id="stored-title" ref={heading} tabIndex={-1}>
        <bdi>{title}</bdi>
      </h2>
      <p role="status" data-verdict="AC" className="package-done">
        <Icon name="check" /> {replaced ? 'Replaced' : 'Added'}, with {tests} {tests === 1 ? 'test' : 'tests'}
        .
      </p>
      {replaced && <p>Its submissions have kept their verdicts; they can be judged again on its page.</p>}
      {warnings.length > 0 && (
        <div className="package-faults">
          <p>Not used, or not as it may have been meant:</p>
          <FaultList faults={warnings} />
        </div>
      )}
      <div className="package-actions">
        <Link to="/problems/$slug" params={{ slug }} className="button button-primary">
          Open the problem
        </Link>
        <button type="button" className="button" onClick={onNext}>
          Send another
        </button>
      </div>
    </section>
  );
}
