import { type MouseEvent, useState } from 'react';

/** Asks once more, in place: the first press asks, the second does it. */
export function useConfirm(onConfirm: () => void) {
  const [asked, setAsked] = useState(false);
  return {
    asked,
    press() {
      setAsked(!asked);
      if (asked) onConfirm();
    },
    forget: () => setAsked(false),
  };
}

/** The second click of a double click: it must not answer a question that nobody had the time to read. */
export const isDoubleClick = ({ detail }: Pick<MouseEvent, 'detail'>): boolean => detail > 1;
