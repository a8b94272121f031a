import { ErrorNotice } from '../ui/states.tsx';

/** The net under every page: also a chunk that could not be loaded after a deploy ends here. */
export function RouteError({ error }: { error: unknown }) {
  return (
    <div className="page">
      <h1>This page could not be shown</h1>
      <ErrorNotice error={error} retry={() => window.location.reload()} />
    </div>
  );
}
