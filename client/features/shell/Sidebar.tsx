"use client";
import { useTranslations } from "next-intl";
import { Brand } from "../../ui/common/Brand.tsx";
import { DemoBadge } from "./DemoBadge.tsx";
import { NavLinks } from "./NavLinks.tsx";
import { ServerPicker } from "./ServerPicker.tsx";
import classes from "./Sidebar.module.css";
import { WorkersStatus } from "./WorkersStatus.tsx";

/** `onNavigate`: called when a link was followed, to close the drawer it stands in on small screens. */
export function Sidebar({ onNavigate }: { onNavigate?: () => void }) {
  const t = useTranslations("nav");
  return (
    <div className={classes.sidebar}>
      <Brand />
      <ServerPicker onChoose={onNavigate} />
      <nav aria-label={t("label")}>
        <NavLinks onNavigate={onNavigate} />
      </nav>
      <div className={classes.foot}>
        <DemoBadge onNavigate={onNavigate} />
        <WorkersStatus onNavigate={onNavigate} />
      </div>
    </div>
  );
}
