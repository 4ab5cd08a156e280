"use client";
import { UnstyledButton } from "@mantine/core";
import { useTranslations } from "next-intl";
import { type ReactNode, useEffect, useRef } from "react";
import { Icon } from "../../../ui/icons/Icon.tsx";
import classes from "./SidePanel.module.css";

/** Something to be read beside the messages; on a phone in their place. Escape closes it. */
export function SidePanel({
  title,
  lead,
  actions,
  onClose,
  children,
}: {
  title: string;
  lead?: ReactNode;
  actions?: ReactNode;
  onClose: () => void;
  children: ReactNode;
}) {
  const t = useTranslations("reader");
  const heading = useRef<HTMLHeadingElement>(null);
  // The focus follows what was opened, and returns when it is closed.
  useEffect(() => {
    const before = document.activeElement;
    heading.current?.focus({ preventScroll: true });
    return () => {
      if (before instanceof HTMLElement && before.isConnected) before.focus({ preventScroll: true });
    };
  }, []);
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- Escape is a shortcut to its button
    <aside
      className={classes.panel}
      aria-label={title}
      onKeyDown={(event) => {
        if (event.key === "Escape" && !event.defaultPrevented) onClose();
      }}
    >
      <header className={classes.head}>
        <div className={classes.words}>
          <h2 className={classes.title} ref={heading} tabIndex={-1}>
            {title}
          </h2>
          {lead && <p className={classes.lead}>{lead}</p>}
        </div>
        {actions}
        <UnstyledButton className={classes.close} onClick={onClose} aria-label={t("close")}>
          <Icon name="close" size={18} />
        </UnstyledButton>
      </header>
      {children}
    </aside>
  );
}
