"use client";
import type { ComponentView } from "../../../../core/api/reading.ts";
import { Icon } from "../../../ui/icons/Icon.tsx";
import { Markup } from "../markup/Markup.tsx";
import classes from "./Components.module.css";

/** Buttons, menus and texts below a message: to be read, since nothing here can be pressed any more. */
export function Components({ components }: { components: readonly ComponentView[] }) {
  if (components.length === 0) return null;
  return (
    <div className={classes.components}>
      {components.map(({ kind, text, url }, index) => {
        if (kind === "text") {
          return (
            <div className={classes.text} key={index}>
              <Markup text={text} />
            </div>
          );
        }
        return url === null ? (
          <span className={classes.control} key={index}>
            {text}
            {kind === "menu" && <Icon name="chevronDown" size={13} />}
          </span>
        ) : (
          <a
            className={classes.control}
            key={index}
            href={url}
            target="_blank"
            rel="noopener noreferrer nofollow"
          >
            {text} <Icon name="external" size={13} />
          </a>
        );
      })}
    </div>
  );
}
