"use client";
import { usePathname, useRouter, useSearchParams } from "next/navigation";
import { useCallback } from "react";

type ChangeParameters = (change: Record<string, string | null>, how?: "replace" | "push") => void;

/**
 * The address's parameters and a function that changes some of them (null removes one) without a new page. "push"
 * lets the browser's back undo the change.
 */
export function useQueryParameters(): [URLSearchParams, ChangeParameters] {
  const parameters = useSearchParams();
  const pathname = usePathname();
  const router = useRouter();
  const change = useCallback<ChangeParameters>(
    (values, how = "replace") => {
      const next = new URLSearchParams(parameters);
      for (const [name, value] of Object.entries(values)) {
        if (value === null) next.delete(name);
        else next.set(name, value);
      }
      const query = next.toString();
      router[how](query ? `${pathname}?${query}` : pathname, { scroll: false });
    },
    [parameters, pathname, router],
  );
  return [parameters, change];
}
