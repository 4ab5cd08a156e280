"use client";
/** Which server the console looks at: the address says so, else the last one chosen in this browser. */
import { usePathname, useRouter, useSearchParams } from "next/navigation";
import { createContext, type ReactNode, useCallback, useContext, useEffect, useMemo, useState } from "react";
import type { GuildView } from "../../../core/api/guilds.ts";
import type { ApiError } from "../../http/errors.ts";
import { guildCookie, rememberFor } from "../../state/cookies.ts";
import { useGuilds } from "./useGuilds.ts";

interface ChosenGuild {
  /** Undefined while the list of guilds is on its way, null when there is none. */
  guild: GuildView | null | undefined;
  guilds: GuildView[] | undefined;
  error: ApiError | undefined;
  choose: (guildId: string) => void;
  /** An address of the console that keeps the chosen server. */
  linkTo: (path: string, parameters?: Record<string, string>) => string;
  /** Says that the page shows something of this server, whichever was chosen; returns what takes it back. */
  show: (guildId: string) => () => void;
}

const Context = createContext<ChosenGuild | null>(null);

/** `remembered`: the guild chosen last in this browser, from its cookie. */
export function ChosenGuildProvider({
  remembered,
  children,
}: {
  remembered: string | null;
  children: ReactNode;
}) {
  const { guilds, error } = useGuilds();
  const wanted = useSearchParams().get("guild");
  const pathname = usePathname();
  const router = useRouter();

  const [shown, setShown] = useState<string | null>(null);

  const guild = useMemo(() => {
    const find = (id: string | null) => guilds?.find((each) => each.id === id);
    // The fullest one first: that is where a newcomer sees most.
    const fullest = guilds?.toSorted(
      (a, b) => b.messageCount - a.messageCount || b.channelCount - a.channelCount,
    )[0];
    return guilds && (find(shown) ?? find(wanted) ?? find(remembered) ?? fullest ?? null);
  }, [guilds, shown, wanted, remembered]);

  const guildId = guild?.id;
  useEffect(() => {
    if (guildId) rememberFor(guildCookie, guildId);
  }, [guildId]);

  // On another page of the same view: a task, a channel and a person belong to their own server, so choosing leads to the list.
  const home = pathname.startsWith("/tasks/")
    ? "/tasks"
    : /^\/guilds\/[^/]+\/people\//.test(pathname)
      ? "/people"
      : /^\/guilds\/[^/]+$/.test(pathname)
        ? "/statistics"
        : pathname.startsWith("/guilds/")
          ? "/admin"
          : pathname;
  const choose = useCallback((id: string) => router.push(`${home}?guild=${id}`), [router, home]);
  const linkTo = useCallback(
    (path: string, parameters: Record<string, string> = {}) => {
      const query = new URLSearchParams(guildId ? { guild: guildId, ...parameters } : parameters).toString();
      return query ? `${path}?${query}` : path;
    },
    [guildId],
  );
  const show = useCallback((id: string) => {
    setShown(id);
    return () => setShown(null);
  }, []);
  const value = useMemo(
    () => ({ guild, guilds, error, choose, linkTo, show }),
    [guild, guilds, error, choose, linkTo, show],
  );
  return <Context.Provider value={value}>{children}</Context.Provider>;
}

/** Lets breadcrumb, figures and links follow what a page shows; undefined while that is on its way. */
export function useShownGuild(guildId: string | undefined): void {
  const { show } = useChosenGuild();
  useEffect(() => (guildId === undefined ? undefined : show(guildId)), [guildId, show]);
}

export function useChosenGuild(): ChosenGuild {
  const value = useContext(Context);
  if (!value) throw new Error("useChosenGuild needs a ChosenGuildProvider above it");
  return value;
}
