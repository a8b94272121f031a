import { type RefObject, useRef } from 'react';

/** Pixels of it that are enough to be noticed. */
const ENOUGH = 200;

/** For what answers a press and may be out of sight, as on a phone: `show` scrolls to it if it is. */
export function useShown<Shown extends HTMLElement>(): { ref: RefObject<Shown | null>; show: () => void } {
  const ref = useRef<Shown>(null);
  return {
    ref,
    show() {
      const { top = 0 } = ref.current?.getBoundingClientRect() ?? {};
      if (top + ENOUGH <= window.innerHeight) return;
      const calm = window.matchMedia('(prefers-reduced-motion: reduce)').matches;
      ref.current?.scrollIntoView({ block: 'start', behavior: calm ? 'instant' : 'smooth' });
    },
  };
}
