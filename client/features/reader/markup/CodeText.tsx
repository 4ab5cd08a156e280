/* oxlint-disable jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reachable by keyboard */
"use client";
import { useTranslations } from "next-intl";
import { Fragment, type ReactNode, useEffect, useState } from "react";
import { Icon } from "../../../ui/icons/Icon.tsx";
import { notify } from "../../../ui/toasts/toasts.ts";
import classes from "./CodeText.module.css";
import type { CodeToken } from "./highlight/highlight.ts";

/** A block of code, plain at first and in colours once the highlighter is there, which is loaded for the first block. */
export function CodeText({ language, text }: { language: string | null; text: string }) {
  const t = useTranslations("reader");
  const tokens = useTokens(language, text);
  const copy = () =>
    void navigator.clipboard.writeText(text).then(
      () => notify.done(t("copied")),
      (error: unknown) => notify.failed(t("copyFailed"), error),
    );
  return (
    <span className={classes.frame}>
      {/* A text within a paragraph cannot hold a <pre>: the span is drawn as one. */}
      <code className={classes.block} tabIndex={0} data-language={language ?? undefined}>
        {tokens ? draw(tokens) : text}
      </code>
      <button type="button" className={classes.copy} onClick={copy} aria-label={t("copyCode")}>
        <Icon name="copy" size={14} />
      </button>
    </span>
  );
}

function useTokens(language: string | null, text: string): readonly CodeToken[] | null {
  const [coloured, setColoured] = useState<{ text: string; tokens: readonly CodeToken[] } | null>(null);
  useEffect(() => {
    if (language === null) return;
    let isOver = false;
    const colour = async () => {
      const { highlight } = await import("./highlight/highlight.ts");
      const tokens = isOver ? null : highlight(language, text);
      if (tokens) setColoured({ text, tokens });
    };
    // Without colours it is read as well.
    void colour().catch(() => undefined);
    return () => {
      isOver = true;
    };
  }, [language, text]);
  return coloured?.text === text ? coloured.tokens : null;
}

function draw(tokens: readonly CodeToken[]): ReactNode {
  return tokens.map((token, index) =>
    typeof token === "string" ? (
      <Fragment key={index}>{token}</Fragment>
    ) : (
      <span key={index} data-scope={token.scope}>
        {draw(token.tokens)}
      </span>
    ),
  );
}
