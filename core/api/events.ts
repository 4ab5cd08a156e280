/** The stream of what happens. Browser-safe. */
import { z } from "zod";
import { mostChannels } from "../model/liveEvent.ts";
import { Id } from "./common.ts";

export const EventsInput = z
  .strictObject({
    /** Channels that are open, divided by commas. */
    channels: z
      .string()
      .transform((text) => text.split(","))
      .pipe(z.array(Id).min(1).max(mostChannels, `must name at most ${mostChannels} channels`))
      .optional(),
    /** Whether changes of tasks are told. */
    tasks: z.literal("1", "must be 1").optional(),
    /** The id of the last event that was received; the header Last-Event-ID says the same and comes first. */
    lastEventId: z
      .string()
      .regex(/^[\w-]{1,80}$/, "must be the id of an event")
      .optional(),
  })
  .refine(
    ({ channels, tasks }) => channels !== undefined || tasks !== undefined,
    "channels or tasks must be given",
  );
export type EventsInput = z.infer<typeof EventsInput>;
