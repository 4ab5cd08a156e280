/** How a stream of events goes out: as server-sent events, each at once. */
import type { Response } from "express";
import type { LiveEvent } from "../core/model/liveEvent.ts";
import type { EventSink } from "./events/hub.ts";

/** What waits for a reader who takes nothing; more would be kept for somebody who has gone. */
const mostWaitingBytes = 256 * 1024;

/** Opens the stream; `open` may throw before anything is sent. */
export function answerStream(res: Response, open: (sink: EventSink) => () => void): void {
  let isOpen = true;
  /** Written once the headers are out. */
  const early: string[] = [];
  const write = (text: string) => {
    if (!isOpen) return;
    if (!res.headersSent) return void early.push(text);
    res.write(text);
    if (res.writableLength > mostWaitingBytes) res.destroy(); // it comes back and is told what it missed
  };
  const close = open({
    send: (id: string, event: LiveEvent) =>
      write(`id: ${id}\nevent: ${event.kind}\ndata: ${JSON.stringify(event)}\n\n`),
    beat: () => write("event: beat\ndata: {}\n\n"),
    end: () => {
      isOpen = false;
      res.end();
    },
  });
  res.once("close", () => {
    isOpen = false;
    close();
  });
  res.status(200).set({
    "Content-Type": "text/event-stream; charset=utf-8",
    "Cache-Control": "no-store, no-transform", // a proxy that compresses would hold events back
    "X-Accel-Buffering": "no",
  });
  res.flushHeaders();
  // The browser's own pause before it comes back (ms).
  write(`retry: 2000\n\n${early.join("")}`);
}
