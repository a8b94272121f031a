import type { NewRun, Run } from '@gavel/contract';
import { useMutation } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { http } from '../api/http.ts';

const WAIT_SECONDS = 30;

/** Runs a program on an input of one's own; a new run, or leaving the page, gives up waiting for the last. */
export function useRun() {
  const current = useRef<AbortController>(null);
  const [latest, setLatest] = useState<Run | null>(null);
  useEffect(() => () => current.current?.abort(), []);
  const stopping = useMutation({
    mutationFn: (id: string) => http<Run>(`/api/v1/runs/${id}/cancel`, { method: 'POST' }),
  });
  const run = useMutation({
    mutationFn: (body: NewRun) => {
      current.current?.abort();
      current.current = new AbortController();
      setLatest(null);
      stopping.reset();
      return runToEnd(body, current.current.signal, setLatest);
    },
  });
  const mayStop = latest !== null && latest.state !== 'done' && !stopping.isPending && !stopping.isSuccess;
  return {
    ...run,
    paused: latest?.paused ?? false,
    /** Its end comes as any other. */
    stop: mayStop ? () => stopping.mutate(latest.id) : undefined,
    // It may have ended by itself a moment before.
    stopped: stopping.data?.status === 'JE' && stopping.data.id === run.data?.id,
  };
}

async function runToEnd(body: NewRun, signal: AbortSignal, tell: (run: Run) => void): Promise<Run> {
  let run = await http<Run>('/api/v1/runs', { method: 'POST', body, signal });
  tell(run);
  while (run.state !== 'done') {
    run = await http<Run>(`/api/v1/runs/${run.id}?wait=${WAIT_SECONDS}`, { signal });
    tell(run);
  }
  return run;
}
