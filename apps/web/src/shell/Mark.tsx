/** The mark: a gavel over its block. The same shapes are in public/favicon.svg. */
export function Mark() {
  return (
    <svg className="mark" viewBox="4 2 26 26" aria-hidden="true">
      <g transform="rotate(-38 16 14)">
        <rect x="7" y="9.2" width="13" height="7.6" rx="1.4" />
        <rect x="20.8" y="11.9" width="8.4" height="2.2" rx="1.1" />
      </g>
      <rect x="6" y="24" width="14" height="2.8" rx="1.4" />
    </svg>
  );
}
