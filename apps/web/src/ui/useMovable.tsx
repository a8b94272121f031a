import { type ReactNode, useState } from 'react';
import { createPortal } from 'react-dom';

/**
 * What keeps its state wherever in the page it stands: `place` goes where it is to be seen, `content` beside the layouts
 * that take turns.
 */
export function useMovable(children: ReactNode): { place: ReactNode; content: ReactNode } {
  const [element] = useState(() => {
    const made = document.createElement('div');
    made.style.display = 'contents';
    return made;
  });
  // Not at each drawing: an element that is put in again loses the focus.
  const stand = (parent: HTMLElement | null) => {
    if (parent && element.parentElement !== parent) parent.append(element);
  };
  return {
    place: <div ref={stand} style={{ display: 'contents' }} />,
    content: createPortal(children, element),
  };
}
