"use client";
import { Drawer, Modal } from "@mantine/core";
import { useTranslations } from "next-intl";
import type { DialogProps, DrawerProps } from "./props.ts";

/** A dialog over the page. Loaded when first wanted: see LazyDialogs.tsx. */
export function ModalDialog({ isLocked = false, size, children, ...props }: DialogProps) {
  const t = useTranslations("common");
  return (
    <Modal
      {...props}
      {...(size ? { size } : {})}
      withCloseButton={!isLocked}
      closeOnClickOutside={!isLocked}
      closeOnEscape={!isLocked}
      zIndex={isLocked ? 500 : 200}
      closeButtonProps={{ "aria-label": t("close") }}
    >
      {children}
    </Modal>
  );
}

/** A panel from the edge of the page. Loaded when first wanted: see LazyDialogs.tsx. */
export function DrawerDialog({ side = "right", size, isBare = false, children, ...props }: DrawerProps) {
  const t = useTranslations("common");
  return (
    <Drawer
      {...props}
      size={size}
      position={side}
      withCloseButton={!isBare}
      closeButtonProps={{ "aria-label": t("close") }}
      styles={isBare ? { header: { display: "none" }, body: { padding: 0, height: "100%" } } : {}}
    >
      {children}
    </Drawer>
  );
}
