"use client";
/** What people set for this browser: how often to poll, shortcuts. Kept in localStorage. */
import { useCallback, useSyncExternalStore } from "react";
import { isPollingChoice, type PollingChoice } from "./polling.ts";
import { createStore } from "./store.ts";

interface Preferences {
  polling: PollingChoice;
  /** Single-key shortcuts; off for people whose tools type letters (WCAG 2.1.4). */
  shortcuts: boolean;
  /** Draw all coverage bars on one time axis instead of each on its channel's life. */
  sharedAxis: boolean;
}

const defaults: Preferences = { polling: "auto", shortcuts: true, sharedAxis: false };
const storageKey = "preferences";

function parsePreferences(text: string | null): Preferences {
  if (!text) return defaults;
  try {
    const stored = JSON.parse(text) as Partial<Preferences>;
    return {
      polling: isPollingChoice(stored.polling) ? stored.polling : defaults.polling,
      shortcuts: stored.shortcuts !== false,
      sharedAxis: stored.sharedAxis === true,
    };
  } catch {
    return defaults; // written by something else: as if never set
  }
}

const preferences = createStore<Preferences>(defaults);
let isLoaded = false;

function read(): Preferences {
  if (!isLoaded && typeof window !== "undefined") {
    isLoaded = true;
    preferences.set(parsePreferences(window.localStorage.getItem(storageKey)));
  }
  return preferences.get();
}

/** The preferences and a function that changes some of them. Defaults while rendering on the server. */
export function usePreferences(): [Preferences, (change: Partial<Preferences>) => void] {
  const value = useSyncExternalStore(preferences.subscribe, read, () => defaults);
  const change = useCallback((part: Partial<Preferences>) => {
    preferences.set({ ...read(), ...part });
    window.localStorage.setItem(storageKey, JSON.stringify(preferences.get()));
  }, []);
  return [value, change];
}
