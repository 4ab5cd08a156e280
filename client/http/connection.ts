/** Whether polls get through, and when the view was last brought up to date. */
import { createStore } from "../state/store.ts";
import type { ApiError } from "./errors.ts";

/** The failure polls meet at the moment; null while they get through. */
export const failure = createStore<ApiError | null>(null);

/** The main resource of the page; null while the page has none. */
export const viewPath = createStore<string | null>(null);

/** When the main resource of the page last arrived, in milliseconds since 1970; null before the first time. */
export const refreshedAt = createStore<number | null>(null);

const failing = new Map<string, ApiError>();
const arrivedAt = new Map<string, number>();

const publish = () => {
  failure.set([...failing.values()].at(-1) ?? null);
  const path = viewPath.get();
  refreshedAt.set(path === null ? null : (arrivedAt.get(path) ?? null));
};

/** Called when a page begins to show a resource; returns what ends it. What it failed to get is then forgotten. */
export function showView(path: string): () => void {
  viewPath.set(path);
  publish();
  return () => {
    failing.delete(path);
    if (viewPath.get() === path) viewPath.set(null);
    publish();
  };
}

export function pollFailed(path: string, error: ApiError): void {
  failing.set(path, error);
  publish();
}

export function pollSucceeded(path: string): void {
  failing.delete(path);
  arrivedAt.set(path, Date.now());
  publish();
}
