import { cookies } from "next/headers";
import type { ReactNode } from "react";
import { ChosenGuildProvider } from "../../features/channels/useChosenGuild.tsx";
import { Shell } from "../../features/shell/Shell.tsx";
import { guildCookie } from "../../state/cookies.ts";

/** The pages behind the login. */
export default async function ConsoleLayout({ children }: { children: ReactNode }) {
  const remembered = (await cookies()).get(guildCookie)?.value ?? null;
  return (
    <ChosenGuildProvider remembered={remembered}>
      <Shell>{children}</Shell>
    </ChosenGuildProvider>
  );
}
