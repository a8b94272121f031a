import { type KeyboardEvent, type MouseEvent, useState } from 'react';

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

/**
 * For the button that asks: neither the second click of a double click nor a key held down may answer a question that
 * nobody had the time to read.
 */
export const inNoHaste = {
  onClickCapture(event: MouseEvent): void {
    if (event.detail <= 1) return;
    event.preventDefault();
    event.stopPropagation();
  },
  onKeyDown: ignoreHeldEnter,
};

/** Also for the form of such a button: Enter in a field presses it. In a text of several lines Enter only writes. */
export function ignoreHeldEnter(event: KeyboardEvent): void {
  const writes = event.target instanceof HTMLTextAreaElement;
  if (event.repeat && event.key === 'Enter' && !writes) event.preventDefault();
}
