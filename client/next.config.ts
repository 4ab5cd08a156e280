import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { NextConfig } from "next";

const clientDirectory = dirname(fileURLToPath(import.meta.url));

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
  images: { unoptimized: true }, // nothing here is resized: no endpoint for it
};
export default config;
