import {
  type CSSProperties,
  type KeyboardEvent,
  type PointerEvent,
  type ReactNode,
  useRef,
  useState,
} from 'react';
import './split.css';

const STEP = 4;
const SMALLEST = 28;
const LARGEST = 68;

/** Two panes side by side, the border between them moved by pointer, arrow keys, Home and End. */
export function Split({ left, right, label }: { left: ReactNode; right: ReactNode; label: string }) {
  const frame = useRef<HTMLDivElement>(null);
  const [percent, setPercent] = useState(46);
  const move = (wanted: number) => setPercent(Math.min(LARGEST, Math.max(SMALLEST, wanted)));

  function drag(event: PointerEvent<HTMLDivElement>) {
    const box = frame.current?.getBoundingClientRect();
    if (!box || !event.currentTarget.hasPointerCapture(event.pointerId)) return;
    move(((event.clientX - box.left) / box.width) * 100);
  }

  function press(event: KeyboardEvent) {
    if (event.key === 'ArrowLeft') move(percent - STEP);
    else if (event.key === 'ArrowRight') move(percent + STEP);
    else if (event.key === 'Home') move(SMALLEST);
    else if (event.key === 'End') move(LARGEST);
    else return;
    event.preventDefault();
  }

  return (
    <div className="split" ref={frame} style={{ '--split': `${percent}%` } as CSSProperties}>
      <div className="split-pane">{left}</div>
      {/* biome-ignore lint/a11y/useSemanticElements: an hr cannot be focused or moved */}
      <div
        className="split-border"
        role="separator"
        aria-orientation="vertical"
        aria-label={label}
        aria-valuenow={Math.round(percent)}
        aria-valuemin={SMALLEST}
        aria-valuemax={LARGEST}
        tabIndex={0}
        onPointerDown={(event) => event.currentTarget.setPointerCapture(event.pointerId)}
        onPointerMove={drag}
        onKeyDown={press}
      />
      <div className="split-pane">{right}</div>
    </div>
  );
}
