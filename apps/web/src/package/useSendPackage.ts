import type { StoredProblem } from '@gavel/contract';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { problemsQuery } from '../api/queries.ts';
import { sendFile } from '../api/send-file.ts';
import { refuseUnfit } from './refuse-unfit.ts';

interface Package {
  file: File;
  slug: string;
  hidden: boolean;
  /** Whether there is a problem of this name. */
  replaces: boolean;
}

/** Sends a package; leaving the page cancels that. `progress` is from 0 to 1. */
export function useSendPackage() {
  const queries = useQueryClient();
  const [progress, setProgress] = useState(0);
  const leaving = useRef(new AbortController());
  useEffect(() => {
    const page = new AbortController();
    leaving.current = page;
    return () => page.abort();
  }, []);

  const send = useMutation({
    mutationFn: async ({ file, slug, hidden }: Package) => {
      setProgress(0);
      await refuseUnfit(file);
      // Left out: a problem that is replaced stays as it is, a new one is shown.
      return sendFile<StoredProblem>(`/api/v1/problems/${slug}${hidden ? '?hidden=true' : ''}`, {
        ...{ file, type: 'application/zip' },
        ...{ onProgress: setProgress, signal: leaving.current.signal },
      });
    },
    onSuccess: () => void queries.invalidateQueries({ queryKey: problemsQuery.queryKey }),
  });
  return { send, progress };
}
