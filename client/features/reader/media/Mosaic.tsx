"use client";
import { useTranslations } from "next-intl";
import { type CSSProperties, useState } from "react";
import type { AttachmentView } from "../../../../core/api/reading.ts";
import { useFormat } from "../../../ui/format/useFormat.ts";
import { Icon } from "../../../ui/icons/Icon.tsx";
import classes from "./Mosaic.module.css";
import { type Exhibit, kindOf, smallPicture } from "./mediaKind.ts";
import { fitted, inRows } from "./mosaic.ts";
import { StoredImage } from "./StoredImage.tsx";

/** The pictures and films of a message: one by its own shape, several side by side. */
export function Mosaic({
  files,
  onShow,
}: {
  files: readonly AttachmentView[];
  /** Shows one large. */
  onShow: (id: Exhibit["id"]) => void;
}) {
  if (files.length === 0) return null;
  const [only] = files;
  if (files.length === 1 && only) {
    const { width, height } = fitted(
      only.width ?? only.file?.width ?? null,
      only.height ?? only.file?.height ?? null,
    );
    return (
      <div className={classes.single} style={{ width, aspectRatio: `${width} / ${height}` }}>
        <Tile file={only} onShow={onShow} />
      </div>
    );
  }
  return (
    <div className={classes.mosaic}>
      {inRows(files).map((row, index) => (
        <div className={classes.row} key={index} style={{ "--count": row.length } as CSSProperties}>
          {row.map((file) => (
            <Tile key={file.id} file={file} onShow={onShow} />
          ))}
        </div>
      ))}
    </div>
  );
}

function Tile({ file, onShow }: { file: AttachmentView; onShow: (id: string) => void }) {
  const t = useTranslations("reader");
  const format = useFormat();
  const [isHidden, setHidden] = useState(file.isSpoiler);
  const [isBroken, setBroken] = useState(false);
  const kind = kindOf(file);
  if (!file.file?.url || isBroken) return <Absent file={file} />;
  const words = file.description || file.fileName;
  const small = smallPicture(file.file);
  if (isHidden) {
    return (
      <button type="button" className={classes.tile} data-hidden onClick={() => setHidden(false)}>
        <span className={classes.hidden}>{t("spoilerShow")}</span>
      </button>
    );
  }
  return (
    <button
      type="button"
      className={classes.tile}
      onClick={() => onShow(file.id)}
      aria-label={t("showLarge", { name: words })}
    >
      {small && (
        <StoredImage className={classes.picture} url={small} alt={words} onError={() => setBroken(true)} />
      )}
      {kind === "video" && (
        <span className={classes.play}>
          <Icon name="play" size={20} />
          {file.durationSeconds !== null && format.duration(file.durationSeconds)}
        </span>
      )}
    </button>
  );
}

/** Calm: what it was and that it is not here, in the room it would have. */
function Absent({ file }: { file: AttachmentView }) {
  const t = useTranslations("reader");
  const format = useFormat();
  return (
    <span className={classes.absent}>
      <Icon name={kindOf(file) === "video" ? "play" : "picture"} size={20} />
      <span className={classes.name}>{file.fileName}</span>
      <span className={classes.facts}>
        {[file.sizeBytes > 0 ? format.bytes(file.sizeBytes) : null, t("notStored")]
          .filter(Boolean)
          .join(" · ")}
      </span>
      {file.description && <span className={classes.facts}>{file.description}</span>}
    </span>
  );
}
