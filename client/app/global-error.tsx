"use client";

/**
 * When even the layout threw there are no messages and no styles to rely on: the error's number, and a button with
 * a sign instead of words.
 */
export default function GlobalError({
  error,
  reset,
}: {
  error: Error & { digest?: string };
  reset: () => void;
}) {
  return (
    <html lang="en">
      <body>
        <main>
          <h1>Backscroll</h1>
          <p>{error.digest ?? error.name}</p>
          <button type="button" onClick={reset}>
            ↻
          </button>
        </main>
      </body>
    </html>
  );
}
