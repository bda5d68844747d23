/** Strongroom's mark: a vault's wheel with a keyhole. */
export function Mark() {
  return (
    <svg viewBox="0 0 32 32" aria-hidden="true" focusable="false">
      <rect x="2" y="2" width="28" height="28" rx="7" fill="currentColor" opacity="0.16" />
      <circle cx="16" cy="16" r="9.5" fill="none" stroke="currentColor" strokeWidth="2.4" />
      <path
        d="M16 3.6v2.9M16 25.5v2.9M3.6 16h2.9M25.5 16h2.9"
        stroke="currentColor"
        strokeWidth="2.4"
        strokeLinecap="round"
      />
      <path
        d="M16 11.4a2.7 2.7 0 0 1 1.5 4.95l.75 3.85h-4.5l.75-3.85A2.7 2.7 0 0 1 16 11.4z"
        fill="currentColor"
      />
    </svg>
  );
}
