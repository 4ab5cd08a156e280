"use client";
import { useTranslations } from "next-intl";
import { useRef, useState } from "react";
import type { AttachmentView } from "../../../../core/api/reading.ts";
import { Icon } from "../../../ui/icons/Icon.tsx";
import classes from "./AudioPlayer.module.css";
import { barsOf, clock } from "./waveform.ts";

const barCount = 48;
const speeds = [1, 1.5, 2] as const;

/** A recording or piece of music, with its loudness where the platform told it. */
export function AudioPlayer({ file }: { file: AttachmentView }) {
  const t = useTranslations("reader");
  const audio = useRef<HTMLAudioElement>(null);
  const [isPlaying, setPlaying] = useState(false);
  const [at, setAt] = useState(0);
  const [length, setLength] = useState(file.durationSeconds ?? 0);
  const [speed, setSpeed] = useState<number>(1);
  const path = file.file?.url ?? null;
  const toggle = () => {
    const player = audio.current;
    if (!player) return;
    if (player.paused) void player.play().catch(() => setPlaying(false));
    else player.pause();
  };
  const nextSpeed = () => {
    const next = speeds[(speeds.indexOf(speed as 1) + 1) % speeds.length] ?? 1;
    setSpeed(next);
    if (audio.current) audio.current.playbackRate = next;
  };
  const share = length > 0 ? at / length : 0;
  return (
    <fieldset className={classes.player} aria-label={file.description || file.fileName}>
      <button
        type="button"
        className={classes.play}
        onClick={toggle}
        disabled={path === null}
        aria-label={isPlaying ? t("pause") : t("play")}
      >
        <Icon name={isPlaying ? "pause" : "play"} size={18} />
      </button>
      <span className={classes.wave}>
        <span className={classes.bars} aria-hidden="true">
          {barsOf(file.waveform, barCount).map((level, i) => (
            <span
              key={i}
              style={{ height: `${level * 100}%` }}
              data-played={i / barCount < share || undefined}
            />
          ))}
        </span>
        <input
          className={classes.seek}
          type="range"
          min={0}
          max={Math.max(1, Math.round(length))}
          step={1}
          value={Math.round(at)}
          disabled={path === null}
          aria-label={t("seek")}
          aria-valuetext={`${clock(at)} / ${clock(length)}`}
          onChange={(event) => {
            const to = Number(event.currentTarget.value);
            setAt(to);
            if (audio.current) audio.current.currentTime = to;
          }}
        />
      </span>
      <span className={classes.time}>
        {path === null ? t("notStored") : clock(isPlaying || at > 0 ? at : length)}
      </span>
      {path !== null && (
        <button
          type="button"
          className={classes.speed}
          onClick={nextSpeed}
          aria-label={t("speed", { speed })}
        >
          {speed}×
        </button>
      )}
      {path !== null && (
        // oxlint-disable-next-line jsx-a11y/media-has-caption -- archived recordings come without captions
        <audio
          ref={audio}
          src={path}
          preload="none"
          onPlay={() => setPlaying(true)}
          onPause={() => setPlaying(false)}
          onEnded={() => setAt(0)}
          onTimeUpdate={(event) => setAt(event.currentTarget.currentTime)}
          onDurationChange={({ currentTarget: { duration } }) => {
            if (Number.isFinite(duration)) setLength(duration);
          }}
        />
      )}
    </fieldset>
  );
}
