"use client";
import { createContext, useEffect, useRef, useState } from "react";

/** How wide a drawing may be, in pixels. */
export const ChartWidth = createContext(0);

/** The width of an element in pixels, as it changes. */
export function useWidth<Of extends HTMLElement>() {
  const ref = useRef<Of>(null);
  const [width, setWidth] = useState(0);
  useEffect(() => {
    const element = ref.current;
    if (!element) return;
    const observer = new ResizeObserver(() => setWidth(element.clientWidth));
    observer.observe(element);
    setWidth(element.clientWidth);
    return () => observer.disconnect();
  }, []);
  return [ref, width] as const;
}
