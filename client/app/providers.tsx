"use client";
import { MantineProvider } from "@mantine/core";
import { NextIntlClientProvider } from "next-intl";
import { type ReactNode, useEffect } from "react";
import type { Messages } from "../i18n/load.ts";
import type { Locale } from "../i18n/locales.ts";
import { cssVariables, theme } from "../theme/mantine.ts";
import { LazyToasts } from "../ui/toasts/LazyToasts.tsx";

/** Read by react-remove-scroll (dialogs lock scrolling with a style element) under this name: get-nonce's README. */
declare global {
  var __webpack_nonce__: string | undefined;
}

interface ProvidersProps {
  locale: Locale;
  messages: Messages;
  nonce: string;
  children: ReactNode;
}

/** Language, looks and messages for every page. */
export function Providers({ locale, messages, nonce, children }: ProvidersProps) {
  useEffect(() => {
    globalThis.__webpack_nonce__ = nonce;
  }, [nonce]);
  return (
    <NextIntlClientProvider locale={locale} messages={messages} timeZone="UTC">
      <MantineProvider
        theme={theme}
        cssVariablesResolver={cssVariables}
        defaultColorScheme="auto"
        getStyleNonce={() => nonce}
      >
        {children}
        <LazyToasts />
      </MantineProvider>
    </NextIntlClientProvider>
  );
}
