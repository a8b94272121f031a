import { Tooltip } from '@base-ui/react/tooltip';
import type { TestResult } from '@gavel/contract';
import { type KeyboardEvent, useState } from 'react';
import type { StripCell } from '../live/strip.ts';
import { formatBothTimes, formatKibibytes, formatMilliseconds } from '../ui/format.ts';
import { VerdictIcon } from '../ui/VerdictBadge.tsx';
import { verdictName } from '../ui/verdicts.ts';
import './strip.css';

/**
 * One cell a test. One tab stop for all; the arrow keys go from cell to cell.
 * `tests`: what HTTP has said of them, as events do not carry the wall time.
 */
export function VerdictStrip(props: { cells: readonly StripCell[]; tests: readonly TestResult[] }) {
  const [stop, setStop] = useState(1);
  const walls = new Map(props.tests.map(({ index, wallMs }) => [index, wallMs]));
  return (
    <Tooltip.Provider delay={150}>
      <ol className="strip" data-testid="verdict-strip" aria-label="Tests" onKeyDown={moveFocus}>
        {props.cells.map((cell) => (
          <TestCell
            key={cell.index}
            cell={cell}
            wallMs={walls.get(cell.index)}
            isStop={cell.index === Math.min(stop, props.cells.length)}
            onFocus={() => setStop(cell.index)}
          />
        ))}
      </ol>
    </Tooltip.Provider>
  );
}

/** `isStop`: the one that Tab comes to, which is the one that had the focus last; Shift+Tab then leaves the strip. */
function TestCell(props: {
  cell: StripCell;
  wallMs: number | undefined;
  isStop: boolean;
  onFocus: () => void;
}) {
  const { cell, wallMs } = props;
  const { index, status, result } = cell;
  const words = describe(cell, wallMs);
  return (
    <li>
      <Tooltip.Root>
        <Tooltip.Trigger
          className="strip-cell"
          data-testid={`test-cell-${index}`}
          data-verdict={status}
          tabIndex={props.isStop ? 0 : -1}
          onFocus={props.onFocus}
          aria-label={words}
        >
          <span className="strip-sign" data-number={result ? index : undefined}>
            <VerdictIcon verdict={status} />
          </span>
          <span>{result ? result.verdict : index}</span>
        </Tooltip.Trigger>
        <Tooltip.Portal>
          <Tooltip.Positioner className="popup-place" sideOffset={6}>
            <Tooltip.Popup className="popup strip-tooltip">{words}</Tooltip.Popup>
          </Tooltip.Positioner>
        </Tooltip.Portal>
      </Tooltip.Root>
    </li>
  );
}

const blanks = { pending: 'waiting', running: 'running', skipped: 'not run' } as const;

function describe({ index, status, result }: StripCell, wallMs: number | undefined): string {
  if (!result) return `Test ${index}: ${blanks[status as keyof typeof blanks]}`;
  const { verdict, cpuMs, memoryKiB } = result;
  const time =
    verdict === 'TLE' && wallMs !== undefined ? formatBothTimes(cpuMs, wallMs) : formatMilliseconds(cpuMs);
  return `Test ${index}: ${verdict}, ${verdictName(verdict)}, ${time}, ${formatKibibytes(memoryKiB)}`;
}

const steps: Record<string, number> = { ArrowRight: 1, ArrowLeft: -1 };

function moveFocus(event: KeyboardEvent<HTMLOListElement>): void {
  const cells = [...event.currentTarget.querySelectorAll<HTMLElement>('.strip-cell')];
  const at = cells.indexOf(document.activeElement as HTMLElement);
  const ends: Record<string, number> = { Home: 0, End: cells.length - 1 };
  const next = ends[event.key] ?? at + (steps[event.key] ?? 0);
  if (at === -1 || next === at || cells[next] === undefined) return;
  event.preventDefault();
  cells[next].focus();
}
