"use client";
import Link from "next/link";
import { usePathname } from "next/navigation";
import { useTranslations } from "next-intl";
import { useChosenGuild } from "../channels/useChosenGuild.tsx";
import classes from "./Crumbs.module.css";
import { isPerson, isReading, pageOf } from "./pages.ts";

/** Server, page, task or channel. The last part is where one is. */
export function Crumbs() {
  const t = useTranslations("nav");
  const pathname = usePathname();
  const { guild, linkTo } = useChosenGuild();
  const page = pageOf(pathname);
  const taskId = /^\/tasks\/(\d+)$/.exec(pathname)?.[1];
  const within = taskId
    ? `#${taskId}`
    : isReading(pathname)
      ? t("read")
      : isPerson(pathname)
        ? t("person")
        : pathname === "/search/saved"
          ? t("savedSearches")
          : null;
  const isOfServer = page.name !== "system" && page.name !== "settings";
  return (
    <nav className={classes.crumbs} aria-label={t("path")}>
      <ol>
        {guild && isOfServer && (
          <li className={classes.server}>
            <Link href={linkTo("/")}>{guild.name}</Link>
          </li>
        )}
        <li>
          {within ? (
            <Link href={linkTo(page.path)}>{t(page.name)}</Link>
          ) : (
            <span aria-current="page">{t(page.name)}</span>
          )}
        </li>
        {within && (
          <li>
            <span aria-current="page">{within}</span>
          </li>
        )}
      </ol>
    </nav>
  );
}
