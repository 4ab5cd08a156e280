"use client";
import { useEffect } from "react";
import { ApiError } from "../../http/errors.ts";
import { BrokenPage } from "../../ui/common/BrokenPage.tsx";

interface Props {
  error: Error & { digest?: string };
}

/**
 * A page that threw while drawing; the shell around it stays. Loading again in full also gets the code of a newer
 * version when the console was upgraded below an open page.
 */
export default function ErrorBoundary({ error }: Props) {
  useEffect(() => {
    console.error(error);
  }, [error]);
  return (
    <BrokenPage
      id={error instanceof ApiError ? error.requestId : (error.digest ?? null)}
      retry={() => window.location.reload()}
    />
  );
}
