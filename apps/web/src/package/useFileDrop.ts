import { useEffect, useEffectEvent, useState } from 'react';

/** Files may be dropped anywhere: beside a small target the browser would leave the page to open them. */
export function useFileDrop(onFiles: (files: FileList) => void): { over: boolean } {
  const [over, setOver] = useState(false);
  const dropped = useEffectEvent(onFiles);

  useEffect(() => {
    const listening = new AbortController();
    const { signal } = listening;
    const forFiles = (handle: (files: FileList) => void) => (event: DragEvent) => {
      if (!event.dataTransfer?.types.includes('Files')) return;
      event.preventDefault();
      handle(event.dataTransfer.files);
    };
    const leave = (event: DragEvent) => {
      if (event.relatedTarget === null) setOver(false);
    };
    window.addEventListener(
      'dragover',
      forFiles(() => setOver(true)),
      { signal },
    );
    window.addEventListener('dragleave', leave, { signal });
    window.addEventListener(
      'drop',
      forFiles((files) => {
        setOver(false);
        dropped(files);
      }),
      { signal },
    );
    return () => listening.abort();
  }, []);

  return { over };
}
