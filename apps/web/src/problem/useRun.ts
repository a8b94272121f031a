import type { NewRun, Run } from '@gavel/contract';
import { useMutation } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { http } from '../api/http.ts';

const WAIT_SECONDS = 30;

/** Runs a program on an input of one's own; a new run, or leaving the page, gives up waiting for the last. */
export function useRun() {
  const current = useRef<AbortController>(null);
  useEffect(() => () => current.current?.abort(), []);
  return useMutation({
    mutationFn: (body: NewRun) => {
      current.current?.abort();
      current.current = new AbortController();
      return runToEnd(body, current.current.signal);
    },
  });
}

async function runToEnd(body: NewRun, signal: AbortSignal): Promise<Run> {
  let run = await http<Run>('/api/v1/runs', { method: 'POST', body, signal });
  while (run.state !== 'done') {
    run = await http<Run>(`/api/v1/runs/${run.id}?wait=${WAIT_SECONDS}`, { signal });
  }
  return run;
}
