"use client";
import { useTranslations } from "next-intl";
import type { ForwardView } from "../../../../core/api/reading.ts";
import { useFormat } from "../../../ui/format/useFormat.ts";
import { Markup } from "../markup/Markup.tsx";
import { Attachments } from "../media/Attachments.tsx";
import { besideLayout } from "./besideLayout.ts";
import { Components } from "./Components.tsx";
import { Embeds } from "./Embeds.tsx";
import classes from "./Forwards.module.css";
import { Stickers } from "./Stickers.tsx";

/** Messages that were copied from elsewhere. */
export function Forwards({ forwards }: { forwards: readonly ForwardView[] }) {
  const t = useTranslations("reader");
  const format = useFormat();
  return forwards.map((forward, index) => (
    <div className={classes.forward} key={index}>
      <p className={classes.faint}>
        {forward.createdAt
          ? t("forwardedFrom", { time: format.dateTime(forward.createdAt) })
          : t("forwarded")}
      </p>
      <div className={classes.text}>
        <Markup text={forward.content} />
      </div>
      <Stickers stickers={forward.stickers} />
      <Attachments attachments={besideLayout(forward)} />
      <Embeds embeds={forward.embeds} />
      <Components components={forward.components} />
    </div>
  ));
}
