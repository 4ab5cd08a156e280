/** Reads what the control interfaces answer. */

/** The answer as JSON; throws the sandbox's own sentence. */
export async function readJson(response: Response): Promise<unknown> {
  const body = (await response.json()) as { error?: string };
  if (!response.ok) throw new Error(`Sandbox: ${body.error ?? response.statusText}`);
  return body;
}

/** One object per line. Splits by "\n" alone: readline would also split at U+2028, which JSON may contain as it is. */
export async function* readLines<T>(url: string): AsyncGenerator<T> {
  const response = await fetch(url);
  if (!response.ok || !response.body) {
    await readJson(response);
    return;
  }
  const decoder = new TextDecoder();
  let rest = "";
  for await (const chunk of response.body) {
    const parts = (rest + decoder.decode(chunk as Uint8Array, { stream: true })).split("\n");
    rest = parts.pop() ?? "";
    for (const line of parts) yield JSON.parse(line) as T;
  }
}
