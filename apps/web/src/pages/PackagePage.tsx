import { getRouteApi } from '@tanstack/react-router';
import { RequireSignIn } from '../auth/RequireSignIn.tsx';
import { PackageForm } from '../package/PackageForm.tsx';
import { Empty } from '../ui/states.tsx';
import { useTitle } from '../ui/useTitle.ts';

const route = getRouteApi('/send-package');

export function PackagePage() {
  const { slug } = route.useSearch();
  const title = slug === undefined ? 'Add a problem' : 'Replace a problem';
  useTitle(title);
  return (
    <div className="page">
      <div className="page-head">
        <h1>{title}</h1>
        <p>A problem is a ZIP in the ICPC/Kattis format, with its statement and its tests.</p>
      </div>
      <RequireSignIn why="Only admins add problems.">
        {(me) =>
          me.role === 'admin' ? (
            <PackageForm key={slug} slug={slug} />
          ) : (
            <Empty title="For admins">Only admins add problems.</Empty>
          )
        }
      </RequireSignIn>
    </div>
  );
}
