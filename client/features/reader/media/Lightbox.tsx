"use client";
import { useTranslations } from "next-intl";
import { type KeyboardEvent, type PointerEvent, useEffect, useRef, useState } from "react";
import { useFormat } from "../../../ui/format/useFormat.ts";
import { Icon } from "../../../ui/icons/Icon.tsx";
import classes from "./Lightbox.module.css";
import type { Exhibit } from "./mediaKind.ts";
import { StoredImage } from "./StoredImage.tsx";
import { moved, nothingZoomed, type View, zoomed } from "./zoom.ts";

/** Pictures of a message, one at a time over the whole page: arrows change it, + and - zoom, Escape closes. */
export function Lightbox({
  exhibits,
  firstId,
  onClose,
}: {
  exhibits: readonly Exhibit[];
  firstId: string;
  onClose: () => void;
}) {
  const t = useTranslations("reader");
  const format = useFormat();
  const dialog = useRef<HTMLDialogElement>(null);
  const [index, setIndex] = useState(() =>
    Math.max(
      0,
      exhibits.findIndex(({ id }) => id === firstId),
    ),
  );
  const [view, setView] = useState<View>(nothingZoomed);
  const shown = exhibits[index];
  // The browser itself keeps the focus within and gives it back.
  useEffect(() => dialog.current?.showModal(), []);
  if (!shown) return null;

  const go = (step: number) => {
    setIndex((index + step + exhibits.length) % exhibits.length);
    setView(nothingZoomed);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const isZoomed = view.scale > 1;
    const pan = (x: number, y: number) => setView(moved(view, x, y));
    const keys: Record<string, () => void> = {
      ArrowLeft: () => (isZoomed ? pan(80, 0) : go(-1)),
      ArrowRight: () => (isZoomed ? pan(-80, 0) : go(1)),
      ArrowUp: () => pan(0, 80),
      ArrowDown: () => pan(0, -80),
      "+": () => setView(zoomed(view, 1.5)),
      "=": () => setView(zoomed(view, 1.5)),
      "-": () => setView(zoomed(view, 1 / 1.5)),
      "0": () => setView(nothingZoomed),
    };
    const action = keys[event.key];
    if (!action || shown.kind === "video") return;
    event.preventDefault();
    action();
  };
  const onPointerMove = (event: PointerEvent) => {
    if (event.buttons === 1 && view.scale > 1) setView(moved(view, event.movementX, event.movementY));
  };
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- keys of the dialog; everything they do has a button
    <dialog
      ref={dialog}
      className={classes.box}
      aria-label={shown.name}
      onClose={onClose}
      onKeyDown={onKeyDown}
    >
      <div className={classes.bar}>
        <span className={classes.words}>
          <span className={classes.name}>{shown.name}</span>
          <span className={classes.facts}>
            {[
              exhibits.length > 1 ? t("ofSeveral", { index: index + 1, count: exhibits.length }) : null,
              shown.width && shown.height ? `${shown.width} × ${shown.height}` : null,
              format.bytes(shown.sizeBytes),
            ]
              .filter(Boolean)
              .join(" · ")}
          </span>
        </span>
        {shown.kind === "picture" && (
          <>
            <Tool label={t("zoomOut")} icon="minus" onClick={() => setView(zoomed(view, 1 / 1.5))} />
            <Tool label={t("zoomIn")} icon="plus" onClick={() => setView(zoomed(view, 1.5))} />
          </>
        )}
        <a className={classes.tool} href={shown.url} download={shown.name} aria-label={t("download")}>
          <Icon name="fetch" size={18} />
        </a>
        <Tool label={t("close")} icon="close" onClick={() => dialog.current?.close()} />
      </div>
      <div
        className={classes.stage}
        onPointerMove={onPointerMove}
        onWheel={(event) => setView(zoomed(view, event.deltaY < 0 ? 1.15 : 1 / 1.15))}
        onDoubleClick={() => setView(view.scale > 1 ? nothingZoomed : zoomed(view, 2.5))}
      >
        {shown.kind === "picture" ? (
          <StoredImage
            key={shown.url}
            className={classes.picture}
            url={shown.url}
            alt={shown.description || shown.name}
            draggable={false}
            style={{ transform: `translate(${view.x}px, ${view.y}px) scale(${view.scale})` }}
            data-zoomed={view.scale > 1 || undefined}
          />
        ) : (
          // oxlint-disable-next-line jsx-a11y/media-has-caption -- archived films come without captions
          <video key={shown.url} className={classes.picture} src={shown.url} controls preload="metadata" />
        )}
      </div>
      {exhibits.length > 1 && (
        <>
          <Tool label={t("previous")} icon="chevronLeft" place="left" onClick={() => go(-1)} />
          <Tool label={t("next")} icon="chevronRight" place="right" onClick={() => go(1)} />
        </>
      )}
      {shown.description && <p className={classes.description}>{shown.description}</p>}
    </dialog>
  );
}

function Tool({
  label,
  icon,
  place,
  onClick,
}: {
  label: string;
  icon: "close" | "plus" | "minus" | "chevronLeft" | "chevronRight";
  place?: "left" | "right";
  onClick: () => void;
}) {
  return (
    <button type="button" className={classes.tool} data-place={place} onClick={onClick} aria-label={label}>
      <Icon name={icon} size={18} />
    </button>
  );
}
