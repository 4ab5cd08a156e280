"use client";
import Link from "next/link";
import { usePathname } from "next/navigation";
import { useTranslations } from "next-intl";
import { useFormat } from "../../ui/format/useFormat.ts";
import { Icon } from "../../ui/icons/Icon.tsx";
import { useChosenGuild } from "../channels/useChosenGuild.tsx";
import classes from "./NavLinks.module.css";
import { pageOf, pages } from "./pages.ts";

export function NavLinks({ onNavigate }: { onNavigate?: (() => void) | undefined }) {
  const t = useTranslations("nav");
  const format = useFormat();
  const here = pageOf(usePathname());
  const { guild, linkTo } = useChosenGuild();
  const open = guild?.openTaskCount ?? 0;
  return (
    <ul className={classes.list}>
      {pages.map((page) => (
        <li key={page.name}>
          <Link
            className={classes.link}
            href={linkTo(page.path)}
            aria-current={page === here ? "page" : undefined}
            onClick={onNavigate}
          >
            <Icon name={page.icon} size={18} />
            {t(page.name)}
            {page.name === "tasks" && open > 0 && (
              <span className={classes.count}>
                <span aria-hidden="true">{format.compact(open)}</span>
                <span className="sr-only">{t("openTasks", { count: open })}</span>
              </span>
            )}
          </Link>
        </li>
      ))}
    </ul>
  );
}
