import "./styles.ts";
import { ColorSchemeScript, mantineHtmlProps } from "@mantine/core";
import type { Metadata, Viewport } from "next";
import { headers } from "next/headers";
import type { ReactNode } from "react";
import { loadMessages, requestLocale } from "../i18n/load.ts";
import { Providers } from "./providers.tsx";

export const metadata: Metadata = {
  title: { default: "Backscroll", template: "%s · Backscroll" },
  robots: { index: false, follow: false },
};

export const viewport: Viewport = {
  width: "device-width",
  initialScale: 1,
  themeColor: [
    { media: "(prefers-color-scheme: light)", color: "#f6f7f9" },
    { media: "(prefers-color-scheme: dark)", color: "#0e1014" },
  ],
};

/** Reading the request (language, nonce) makes every page dynamic, which the nonce in the policy needs. */
export default async function RootLayout({ children }: { children: ReactNode }) {
  const locale = await requestLocale();
  const [messages, requestHeaders] = await Promise.all([loadMessages(locale), headers()]);
  const nonce = requestHeaders.get("x-nonce") ?? "";
  return (
    <html lang={locale} {...mantineHtmlProps}>
      <head>
        {/* Before anything is drawn, so that the other scheme never flashes. Browsers hide the nonce from scripts. */}
        <ColorSchemeScript nonce={nonce} defaultColorScheme="auto" suppressHydrationWarning />
      </head>
      <body>
        <Providers locale={locale} messages={messages} nonce={nonce}>
          {children}
        </Providers>
      </body>
    </html>
  );
}
