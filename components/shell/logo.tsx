/** The mark of Millrace: a wheel in the water. */
export const Logo = ({ size = 24 }: { size?: number }) => (
  <svg
    viewBox="0 0 32 32"
    width={size}
    height={size}
    aria-hidden="true"
    fill="none"
    stroke="currentColor"
    strokeWidth="2.2"
    strokeLinecap="round"
  >
    <circle cx="16" cy="13.5" r="8.5" />
    <path d="M16 5v17M8.6 9.25l14.8 8.5M8.6 17.75l14.8-8.5" strokeWidth="1.6" />
    <circle cx="16" cy="13.5" r="2.2" fill="currentColor" stroke="none" />
    <path d="M3.5 27.5c2.1-1.9 4.1-1.9 6.2 0s4.2 1.9 6.3 0 4.2-1.9 6.3 0 4.1 1.9 6.2 0" />
  </svg>
)
