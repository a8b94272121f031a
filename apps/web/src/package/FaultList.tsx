import type { Fault } from '@gavel/contract';

/** What is wrong with a package, each with the file that it is in. */
export function FaultList({ faults }: { faults: readonly Fault[] }) {
  return (
    <ul className="fault-list" data-testid="faults">
      {faults.map(({ path, message }) => (
        <li key={`${path}: ${message}`}>
          {path && <code>{path}</code>} {message}
        </li>
      ))}
    </ul>
  );
}
