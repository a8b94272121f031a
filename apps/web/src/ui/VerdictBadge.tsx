import type { RunStatus, Verdict } from '@gavel/contract';
import type { CellStatus } from '../live/strip.ts';
import { Icon, type IconName } from './Icon.tsx';
import { verdictName } from './verdicts.ts';
import './verdict.css';

const icons: Record<Verdict | RunStatus | CellStatus, IconName> = {
  AC: 'check',
  OK: 'check',
  WA: 'cross',
  TLE: 'clock',
  MLE: 'memory',
  OLE: 'output',
  RTE: 'bolt',
  CE: 'braces',
  JE: 'alert',
  pending: 'dot',
  running: 'play',
  skipped: 'dash',
};

export function VerdictIcon({ verdict }: { verdict: Verdict | RunStatus | CellStatus }) {
  return <Icon name={icons[verdict]} />;
}

/** Code and icon beside the colour; the full name where there is room, as a title where there is not. */
export function VerdictBadge({ verdict, full = false }: { verdict: Verdict | RunStatus; full?: boolean }) {
  const name = verdictName(verdict);
  return (
    <span className="verdict-badge" data-verdict={verdict} title={full ? undefined : name}>
      <VerdictIcon verdict={verdict} />
      <abbr title={name}>{verdict}</abbr>
      {full && <span className="verdict-badge-name">{name}</span>}
    </span>
  );
}
