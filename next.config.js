/** @type {import('next').NextConfig} */
export default {
  poweredByHeader: false,
  reactStrictMode: true,
  // several checkouts or a development server beside a built one must not share a folder
  distDir: process.env.MILLRACE_NEXT_DIR ?? '.next',
  devIndicators: false,
  // `npm run check` checks types, of tests too; a user's first start need not wait for it
  typescript: { ignoreBuildErrors: true },
}
