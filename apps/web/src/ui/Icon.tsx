const paths = {
  check: 'M3.5 8.6 6.6 11.6 12.5 4.8',
  cross: 'M4.5 4.5 11.5 11.5M11.5 4.5 4.5 11.5',
  clock: 'M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12ZM8 4.8V8l2.2 1.6',
  memory:
    'M4.5 4.5h7v7h-7zM6.5 2v2.5M9.5 2v2.5M6.5 11.5V14M9.5 11.5V14M2 6.5h2.5M2 9.5h2.5M11.5 6.5H14M11.5 9.5H14',
  output: 'M3 3.5h10M3 6.5h10M3 9.5h6M12 9v4.5M10 11.7l2 2 2-2',
  bolt: 'M9 1.8 3.8 9H8l-1 5.2L12.2 7H8z',
  braces:
    'M6 2.5C4.2 2.5 4.5 4 4.5 5.5S4 8 2.8 8c1.2 0 1.7 1 1.7 2.5s-.3 3 1.5 3M10 2.5c1.8 0 1.5 1.5 1.5 3S12 8 13.2 8c-1.2 0-1.7 1-1.7 2.5s.3 3-1.5 3',
  alert: 'M8 2.2 14.4 13.4H1.6zM8 6.4v3.2M8 11.6v.1',
  dot: 'M8 8v.01',
  dash: 'M5 8h6',
  sun: 'M8 11a3 3 0 1 0 0-6 3 3 0 0 0 0 6ZM8 1.4v1.2M8 13.4v1.2M1.4 8h1.2M13.4 8h1.2M3.3 3.3l.9.9M11.8 11.8l.9.9M3.3 12.7l.9-.9M11.8 4.2l.9-.9',
  moon: 'M13 9.6A5.6 5.6 0 0 1 6.4 3 5.6 5.6 0 1 0 13 9.6Z',
  screen: 'M2 3h12v8H2zM6 13.8h4M8 11v2.8',
  user: 'M8 8a2.8 2.8 0 1 0 0-5.6A2.8 2.8 0 0 0 8 8ZM2.8 14c.4-2.6 2.5-4 5.2-4s4.8 1.4 5.2 4',
  coin: 'M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12ZM8 5v6M6.4 6.2h2.4a1.2 1.2 0 0 1 0 2.4H6.8a1.2 1.2 0 0 0 0 2.4',
  megaphone: 'M3 6.5v3h2.2L11 13V3L5.2 6.5zM13 6.4c.7.9.7 2.3 0 3.2M5.4 9.6l.9 3.6',
  copy: 'M5.5 5.5h8v8h-8zM10.5 5.5v-3h-8v8h3',
  play: 'M5 3.2 12.5 8 5 12.8z',
  send: 'M8 13.5v-10M4 7l4-4 4 4',
  save: 'M8 2.5v7.5M4.5 6.8 8 10.2l3.5-3.4M3 13.5h10',
  reset: 'M3 8a5 5 0 1 0 1.6-3.7M3 2.5v3h3',
  search: 'M7 11.5a4.5 4.5 0 1 0 0-9 4.5 4.5 0 0 0 0 9ZM10.4 10.4 14 14',
  chevron: 'M4 6l4 4 4-4',
  star: 'M8 2l1.8 3.8 4.2.5-3.1 2.9.8 4.1L8 11.3l-3.7 2 .8-4.1L2 6.3l4.2-.5z',
  question: 'M5.6 6.2a2.4 2.4 0 1 1 3.4 2.2c-.7.3-1 .8-1 1.6M8 12.6v.1',
  up: 'M4 10l4-4 4 4',
  snow: 'M8 2v12M2.8 5l10.4 6M13.2 5 2.8 11M6.4 2.8 8 4.3l1.6-1.5M6.4 13.2 8 11.7l1.6 1.5',
} as const;

export type IconName = keyof typeof paths;

/** Always beside words, or inside something that has a label: hidden from screen readers. */
export function Icon({ name }: { name: IconName }) {
  return (
    <svg className="icon" viewBox="0 0 16 16" aria-hidden="true">
      <path d={paths[name]} />
    </svg>
  );
}
