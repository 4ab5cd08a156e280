import { cookies } from "next/headers";
import type { ReactNode } from "react";
import { Shell } from "../../components/shell/Shell.tsx";
import { ChosenGuildProvider } from "../../hooks/useChosenGuild.tsx";
import { guildCookie } from "../../lib/cookies.ts";

/** The pages behind the login. */
export default async function ConsoleLayout({ children }: { children: ReactNode }) {
  const remembered = (await cookies()).get(guildCookie)?.value ?? null;
  return (
    <ChosenGuildProvider remembered={remembered}>
      <Shell>{children}</Shell>
    </ChosenGuildProvider>
  );
}
