import { type RefObject, useEffect, useRef, useState } from 'react';

/** Whether any of the element is in the window; at first, and where it has no height, whether its edge is. */
export function useInView<Seen extends HTMLElement>(): [RefObject<Seen | null>, boolean] {
  const ref = useRef<Seen>(null);
  const [inView, setInView] = useState(true);
  useEffect(() => {
    if (!ref.current) return;
    const observer = new IntersectionObserver((entries) => setInView(entries.at(-1)?.isIntersecting ?? true));
    observer.observe(ref.current);
    return () => observer.disconnect();
  }, []);
  return [ref, inView];
}
