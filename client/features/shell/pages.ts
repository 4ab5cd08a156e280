/** The pages of the console: navigation, palette and shortcuts take them from here. */

/** `key` follows "g" in the keyboard map; `name` is the key of the page's name in the messages' `nav`. */
export const pages = [
  { name: "overview", path: "/", icon: "overview", key: "o" },
  { name: "fetch", path: "/admin", icon: "fetch", key: "f" },
  { name: "statistics", path: "/statistics", icon: "gantt", key: "a" },
  { name: "search", path: "/search", icon: "search", key: "l" },
  { name: "people", path: "/people", icon: "user", key: "p" },
  { name: "bookmarks", path: "/bookmarks", icon: "bookmark", key: "m" },
  { name: "tasks", path: "/tasks", icon: "tasks", key: "t" },
  { name: "schedules", path: "/schedules", icon: "clock", key: "c" },
  { name: "mirrors", path: "/mirrors", icon: "copy", key: "r" },
  { name: "files", path: "/files", icon: "folder", key: "d" },
  { name: "exports", path: "/exports", icon: "external", key: "x" },
  { name: "imports", path: "/imports", icon: "empty", key: "i" },
  { name: "bots", path: "/bots", icon: "plug", key: "b" },
  { name: "system", path: "/system", icon: "system", key: "s" },
  { name: "settings", path: "/settings", icon: "settings", key: "e" },
] as const;

export type Page = (typeof pages)[number];

/** The page an address belongs to: "/tasks/12" to the task list, what is read of a server to its channels. */
export const pageOf = (pathname: string): Page =>
  pages.find(({ name }) => name === "people" && isPerson(pathname)) ??
  pages.find(({ name }) => name === "fetch" && isReading(pathname)) ??
  pages.find(({ name }) => name === "statistics" && isServer(pathname)) ??
  pages.find(({ path }) => path !== "/" && (pathname === path || pathname.startsWith(`${path}/`))) ??
  pages[0];

/** A server itself: its statistics, and their digest. */
export const isServer = (pathname: string): boolean => /^\/guilds\/[^/]+(\/digest)?$/.test(pathname);

/** One person of a server. */
export const isPerson = (pathname: string): boolean => /^\/guilds\/[^/]+\/people\//.test(pathname);

/** A channel that is being read. */
export const isReading = (pathname: string): boolean => /^\/guilds\/[^/]+\/channels\//.test(pathname);
