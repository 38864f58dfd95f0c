// next.config.ts
import type { NextConfig } from 'next';

const config: NextConfig = {
  // The collector's addresses end with a slash, which Next.js would take away.
  skipTrailingSlashRedirect: true,
  rewrites: async () => [{ source: '/hp/:path*', destination: 'https://collector.example/:path*' }],
};

export default config;
