import type { ReactNode } from 'react';
import { explain } from '../api/errors.ts';
import { Icon } from './Icon.tsx';

/** `text` takes the place of the server's words. */
export function ErrorNotice({ error, text, retry }: { error: unknown; text?: string; retry?: () => void }) {
  return (
    <div className="notice notice-error" role="alert">
      <Icon name="alert" />
      <p>{explain(error, text)}</p>
      {retry && (
        <button type="button" className="button button-small" onClick={retry}>
          Try again
        </button>
      )}
    </div>
  );
}

/** `page`: it is all that the page has, so its title is the page's. */
export function Empty(props: { title: string; page?: boolean; children?: ReactNode }) {
  const Heading = props.page ? 'h1' : 'h2';
  return (
    <div className="empty">
      <Heading>{props.title}</Heading>
      {props.children}
    </div>
  );
}

/** Grey lines where text will be. */
export function Skeleton({ lines, height = 22 }: { lines: number; height?: number }) {
  const widths = Array.from({ length: lines }, (_, line) => `${96 - ((line * 37) % 41)}%`);
  return (
    <div role="status" aria-label="Loading" style={{ display: 'grid', gap: 12 }}>
      {widths.map((width, line) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the lines are all alike and never move
        <div key={line} className="skeleton" style={{ width, height }} />
      ))}
    </div>
  );
}
