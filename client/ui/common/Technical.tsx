"use client";
import { useTranslations } from "next-intl";
import { type ReactNode, useId, useState } from "react";
import { Icon } from "../icons/Icon.tsx";
import { Facts } from "./Facts.tsx";
import classes from "./Technical.module.css";

interface TechnicalFact {
  name: string;
  value: ReactNode;
  /** Written in the font of code. */
  isCode?: boolean;
}

/** What only those want who look into the database or the log: folded away until asked for. */
export function Technical({ facts, children }: { facts: TechnicalFact[]; children?: ReactNode }) {
  const t = useTranslations("common");
  const [isOpen, setOpen] = useState(false);
  const id = useId();
  return (
    <div className={classes.technical}>
      <button
        type="button"
        className={classes.toggle}
        aria-expanded={isOpen}
        aria-controls={id}
        onClick={() => setOpen(!isOpen)}
      >
        <Icon name="chevronRight" size={14} />
        {t("technical")}
      </button>
      <div id={id} hidden={!isOpen}>
        {isOpen && (
          <>
            <Facts
              facts={facts.map(({ name, value, isCode }) => ({
                name,
                value: isCode ? <code>{value}</code> : value,
              }))}
            />
            {children}
          </>
        )}
      </div>
    </div>
  );
}
