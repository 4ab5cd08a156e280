"use client";
import dynamic from "next/dynamic";
import { useState } from "react";
import type { AttachmentView } from "../../../../core/api/reading.ts";
import { AudioPlayer } from "./AudioPlayer.tsx";
import { FileCard } from "./FileCard.tsx";
import { Mosaic } from "./Mosaic.tsx";
import { exhibitsOf, kindOf } from "./mediaKind.ts";

const Lightbox = dynamic(() => import("./Lightbox.tsx").then((module) => module.Lightbox), { ssr: false });

/** The files of a message or an album: pictures and films together, then what is heard, then the rest. */
export function Attachments({ attachments }: { attachments: readonly AttachmentView[] }) {
  const [shownId, setShownId] = useState<string | null>(null);
  if (attachments.length === 0) return null;
  const of = (...kinds: string[]) => attachments.filter((file) => kinds.includes(kindOf(file)));
  return (
    <div>
      <Mosaic files={of("picture", "video")} onShow={setShownId} />
      {of("audio").map((file) => (
        <AudioPlayer key={file.id} file={file} />
      ))}
      {of("file").map((file) => (
        <FileCard key={file.id} file={file} />
      ))}
      {shownId !== null && (
        <Lightbox exhibits={exhibitsOf(attachments)} firstId={shownId} onClose={() => setShownId(null)} />
      )}
    </div>
  );
}
