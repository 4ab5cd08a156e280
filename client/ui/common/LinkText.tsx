import Link from "next/link";
import type { ReactNode } from "react";
import classes from "./LinkText.module.css";

/** A link within text. Other sites open beside the console and learn nothing of it. */
export function LinkText({ href, children }: { href: string; children: ReactNode }) {
  if (href.startsWith("https://")) {
    return (
      <a className={classes.link} href={href} target="_blank" rel="noopener noreferrer nofollow">
        {children}
      </a>
    );
  }
  return (
    <Link className={classes.link} href={href} prefetch={false}>
      {children}
    </Link>
  );
}
