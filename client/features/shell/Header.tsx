"use client";
import { ActionIcon, Kbd, UnstyledButton } from "@mantine/core";
import { useTranslations } from "next-intl";
import { Icon } from "../../ui/icons/Icon.tsx";
import { Crumbs } from "./Crumbs.tsx";
import { Freshness } from "./Freshness.tsx";
import classes from "./Header.module.css";
import { UserMenu } from "./UserMenu.tsx";

interface HeaderProps {
  onMenu: () => void;
  onHelp: () => void;
  onSearch: () => void;
}

export function Header({ onMenu, onHelp, onSearch }: HeaderProps) {
  const t = useTranslations();
  return (
    <header className={classes.header}>
      <ActionIcon
        className={classes.burger}
        variant="subtle"
        color="gray"
        size={36}
        onClick={onMenu}
        aria-label={t("nav.menu")}
      >
        <Icon name="menu" size={20} />
      </ActionIcon>
      <Crumbs />
      <div className={classes.tools}>
        <Freshness />
        <UnstyledButton className={classes.search} onClick={onSearch}>
          <Icon name="search" size={16} />
          <span className={classes.searchWord}>{t("shell.search")}</span>
          <Kbd size="xs" className={classes.searchKey} aria-hidden="true">
            Ctrl K
          </Kbd>
        </UnstyledButton>
        <UserMenu onHelp={onHelp} />
      </div>
    </header>
  );
}
