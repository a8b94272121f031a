import { useEffect } from 'react';

/** The tab's title; `undefined` while it is not known yet. */
export function useTitle(title: string | undefined): void {
  useEffect(() => {
    if (title !== undefined) document.title = `${title} · Gavel`;
  }, [title]);
}
