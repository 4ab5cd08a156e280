"use client";
import { useTranslations } from "next-intl";
import type { CSSProperties } from "react";
import type { EmbedView } from "../../../../core/api/reading.ts";
import { Markup } from "../markup/Markup.tsx";
import { smallPicture } from "../media/mediaKind.ts";
import { StoredImage } from "../media/StoredImage.tsx";
import classes from "./Embeds.module.css";

/** Previews of links, and what bots lay out. */
export function Embeds({ embeds }: { embeds: readonly EmbedView[] }) {
  // Embeds have no ids; a message's list of them does not change its order.
  return embeds.map((embed, index) => <Embed embed={embed} key={index} />);
}

function Embed({ embed }: { embed: EmbedView }) {
  const t = useTranslations("reader");
  const color = embed.color === null ? undefined : `#${embed.color.toString(16).padStart(6, "0")}`;
  return (
    <div className={classes.embed} style={{ "--embed": color } as CSSProperties}>
      {(embed.provider ?? embed.author) && (
        <p className={classes.faint}>{[embed.provider, embed.author].filter(Boolean).join(" · ")}</p>
      )}
      {embed.title && (
        <p className={classes.title}>
          {embed.url ? (
            <a href={embed.url} target="_blank" rel="noopener noreferrer nofollow">
              {embed.title}
            </a>
          ) : (
            embed.title
          )}
        </p>
      )}
      {embed.description && (
        <div className={classes.text}>
          <Markup text={embed.description} />
        </div>
      )}
      {embed.fields.length > 0 && (
        <dl className={classes.fields}>
          {embed.fields.map((field, index) => (
            <div key={index} data-inline={field.isInline || undefined}>
              <dt>{field.name}</dt>
              <dd className={classes.text}>
                <Markup text={field.value} />
              </dd>
            </div>
          ))}
        </dl>
      )}
      {embed.pictures.map(({ part, file }) => {
        const url = smallPicture(file);
        const { width, height } = file.thumbnail ?? file;
        return (
          url !== null && (
            <StoredImage
              className={classes.picture}
              key={part}
              url={url}
              alt={embed.title ?? ""}
              {...(width && height ? { width, height } : {})}
            />
          )
        );
      })}
      {embed.hasPicture && !embed.pictures.some(({ file }) => file.url) && (
        <p className={classes.faint}>{t("embedPicture")}</p>
      )}
      {embed.footer && <p className={classes.faint}>{embed.footer}</p>}
    </div>
  );
}
