"use client";
import { useDisclosure } from "@mantine/hooks";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { useHotkeys } from "../../ui/common/useHotkeys.ts";
import { LazyDrawer } from "../../ui/dialog/LazyDialogs.tsx";
import { ConnectionNotice } from "./ConnectionNotice.tsx";
import { FirstPasswordDialog } from "./FirstPasswordDialog.tsx";
import { Header } from "./Header.tsx";
import { LazyPalette, openPalette } from "./palette/LazyPalette.tsx";
import { SessionDialog } from "./SessionDialog.tsx";
import classes from "./Shell.module.css";
import { ShortcutsDialog } from "./ShortcutsDialog.tsx";
import { Sidebar } from "./Sidebar.tsx";
import { useNavigationKeys } from "./useNavigationKeys.ts";

/** What stands around every page of the console. */
export function Shell({ children }: { children: ReactNode }) {
  const t = useTranslations();
  const [isMenuOpen, menu] = useDisclosure(false);
  const [isHelpOpen, help] = useDisclosure(false);
  useHotkeys({ "?": help.open, ...useNavigationKeys() });
  return (
    <div className={classes.shell}>
      <a className={classes.skip} href="#main">
        {t("common.skip")}
      </a>
      <aside className={classes.side}>
        <Sidebar />
      </aside>
      <LazyDrawer
        opened={isMenuOpen}
        onClose={menu.close}
        side="left"
        size={280}
        isBare
        title={t("nav.menu")}
      >
        <Sidebar onNavigate={menu.close} />
      </LazyDrawer>
      <div className={classes.column}>
        <Header onMenu={menu.open} onHelp={help.open} onSearch={openPalette} />
        <main className={classes.main} id="main" tabIndex={-1}>
          {children}
        </main>
      </div>
      <ConnectionNotice />
      <SessionDialog />
      <FirstPasswordDialog />
      <ShortcutsDialog opened={isHelpOpen} onClose={help.close} />
      <LazyPalette />
    </div>
  );
}
