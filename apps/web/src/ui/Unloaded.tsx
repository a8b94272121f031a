import { ErrorNotice } from './states.tsx';

interface Loading {
  isLoadingError: boolean;
  error: unknown;
  refetch: () => unknown;
}

/** For a list to choose from: one that could not be read must not look like one that is empty. */
export function Unloaded({ query, what }: { query: Loading; what: string }) {
  if (!query.isLoadingError) return null;
  const text = `${what} could not be loaded.`;
  return <ErrorNotice error={query.error} text={text} retry={() => void query.refetch()} />;
}
