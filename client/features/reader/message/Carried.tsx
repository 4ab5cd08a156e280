"use client";
import { useTranslations } from "next-intl";
import type { CarriedView } from "../../../../core/api/reading.ts";
import classes from "./Stickers.module.css";

/** What a message carries that is neither text nor file, in words: a place, a contact, a throw of dice. */
export function Carried({ carried }: { carried: CarriedView }) {
  const t = useTranslations("readerChat");
  return (
    <p className={classes.absent}>
      <span>{t(`carried_${carried.kind}`)}</span> {carried.text && <bdi>{carried.text}</bdi>}
    </p>
  );
}
