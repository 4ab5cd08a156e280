import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { NextConfig } from "next";

const clientDirectory = dirname(fileURLToPath(import.meta.url));

/** For every answer; the Content-Security-Policy differs per request and is set in proxy.ts. */
const securityHeaders = [
  { key: "X-Content-Type-Options", value: "nosniff" },
  { key: "Referrer-Policy", value: "no-referrer" },
  { key: "Cross-Origin-Opener-Policy", value: "same-origin" },
  { key: "Cross-Origin-Resource-Policy", value: "same-origin" },
  { key: "X-Frame-Options", value: "DENY" },
  { key: "Permissions-Policy", value: "camera=(), microphone=(), geolocation=(), browsing-topics=()" },
];

const config: NextConfig = {
  reactStrictMode: true,
  poweredByHeader: false,
  // The client imports ../core/api: Turbopack resolves nothing above its root.
  turbopack: { root: join(clientDirectory, "..") },
  experimental: {
    optimizePackageImports: ["@mantine/core", "@mantine/hooks", "@mantine/spotlight", "@mantine/charts"],
  },
  devIndicators: false,
  allowedDevOrigins: ["127.0.0.1"], // beside localhost, which Next's development server allows by itself
  headers: async () => [{ source: "/:path*", headers: securityHeaders }],
};
export default config;
