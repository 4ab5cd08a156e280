"use client";
import { ActionIcon } from "@mantine/core";
import { Icon } from "../icons/Icon.tsx";
import type { MenuProps } from "./entries.ts";
import { MenuButton } from "./MenuButton.tsx";

/** The three dots at the end of a line or a card: what else can be done with it. */
export function MoreMenu({
  label,
  isBusy = false,
  ...menu
}: Omit<MenuProps, "target"> & {
  /** Says of what, to who cannot see it. */
  label: string;
  /** While something chosen here is under way. */
  isBusy?: boolean;
}) {
  return (
    <MenuButton
      {...menu}
      target={
        <ActionIcon variant="subtle" color="gray" size={32} loading={isBusy} aria-label={label}>
          <Icon name="dots" size={18} />
        </ActionIcon>
      }
    />
  );
}
