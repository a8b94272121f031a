import { type RefObject, useEffect, useRef, useState } from 'react';

/** Whether the element has more in it than it shows, at the width that it has now. */
export function useCutOff<Cut extends HTMLElement>(): [RefObject<Cut | null>, boolean] {
  const ref = useRef<Cut>(null);
  const [cutOff, setCutOff] = useState(false);
  useEffect(() => {
    const cut = ref.current;
    if (!cut) return;
    const observer = new ResizeObserver(() => setCutOff(cut.scrollHeight > cut.clientHeight + 1));
    observer.observe(cut);
    return () => observer.disconnect();
  }, []);
  return [ref, cutOff];
}
