import { useEffect, useEffectEvent } from 'react';

/** Ctrl or Cmd with ' runs, with Enter submits: once, however long they are held down. */
export function useShortcuts(run: () => void, submit: () => void): void {
  const onKey = useEffectEvent((event: KeyboardEvent) => {
    if (!(event.ctrlKey || event.metaKey)) return;
    if (event.key !== 'Enter' && event.key !== "'") return;
    event.preventDefault();
    if (event.repeat) return;
    if (event.key === 'Enter') submit();
    else run();
  });
  useEffect(() => {
    const listener = (event: KeyboardEvent) => onKey(event);
    // Before the editor, for which Ctrl or Cmd with Enter is a new line; it leaves alone what is handled.
    window.addEventListener('keydown', listener, { capture: true });
    return () => window.removeEventListener('keydown', listener, { capture: true });
  }, []);
}
