import { useEffect, useEffectEvent } from 'react';

/** Ctrl or Cmd with ' runs, with Enter submits. The editor handles its keys itself (and marks them as handled); this is for the rest of the page. */
export function useShortcuts(run: () => void, submit: () => void): void {
  const onKey = useEffectEvent((event: KeyboardEvent) => {
    if (event.defaultPrevented || event.repeat || !(event.ctrlKey || event.metaKey)) return;
    if (event.key !== 'Enter' && event.key !== "'") return;
    event.preventDefault();
    if (event.key === 'Enter') submit();
    else run();
  });
  useEffect(() => {
    const listener = (event: KeyboardEvent) => onKey(event);
    window.addEventListener('keydown', listener);
    return () => window.removeEventListener('keydown', listener);
  }, []);
}
