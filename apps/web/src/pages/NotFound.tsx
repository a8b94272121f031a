import { Link } from '@tanstack/react-router';
import { Empty } from '../ui/states.tsx';
import { useTitle } from '../ui/useTitle.ts';

export function NotFound({ what = 'page' }: { what?: string }) {
  useTitle('Not found');
  return (
    <div className="page">
      <Empty page title={`There is no such ${what}`}>
        <p>The address may be mistyped, or it may not be yours to see.</p>
        <Link to="/problems" className="button">
          All problems
        </Link>
      </Empty>
    </div>
  );
}
