"use client";
import type { ReadyView } from "../../../core/api/health.ts";
import { ApiError } from "../../http/errors.ts";
import { useResource } from "../../http/useResource.ts";

/** A 503 carries the checks as well: what is wrong is the answer, not a failure to get one. */
async function fetchHealth(path: string): Promise<ReadyView> {
  const response = await fetch(`/api/v1${path}`, { cache: "no-cache" });
  const body = (await response.json().catch(() => null)) as Partial<ReadyView> | null;
  if (body?.checks) return body as ReadyView;
  throw new ApiError(response.status === 502 ? "api_unreachable" : "internal_error", {
    status: response.status,
  });
}

/** Health of the installation. */
export const useHealth = () =>
  useResource<ReadyView>("/health/ready", { poll: 15_000, fetcher: fetchHealth });
