/** The mark of Millrace: a wheel in the water. */
export const Logo = ({ size = 24 }: { size?: number }) => (
  <svg
    viewBox="0 0 32 32"
    width={size}
    height={size}
    aria-hidden="true"
    fill="none"
    stroke="currentColor"
    strokeWidth="2.4"
    strokeLinecap="round"
  >
    <circle cx="16" cy="13" r="6.6" />
    <path d="M16 3.4v3.2M16 19.4v3.2M6.4 13h3.2M22.4 13h3.2M9.2 6.2l2.3 2.3M20.5 17.5l2.3 2.3M22.8 6.2l-2.3 2.3M11.5 17.5l-2.3 2.3" />
    <path d="M3.5 27.5c2.1-1.9 4.1-1.9 6.2 0s4.2 1.9 6.3 0 4.2-1.9 6.3 0 4.1 1.9 6.2 0" />
  </svg>
)
